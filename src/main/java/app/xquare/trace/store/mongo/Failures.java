package app.xquare.trace.store.mongo;

import app.xquare.trace.model.TraceException;
import app.xquare.trace.model.UnavailableException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;

/** Where the driver's exceptions become the domain's. */
final class Failures {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** BadValue, FailedToParse, TypeMismatch, InvalidOptions: the command was wrong, another time will not help. */
  private static final Set<Integer> OUR_FAULT = Set.of(2, 9, 14, 72);

  private Failures() {}

  /**
   * @param what completes "MongoDB could not …"
   * @throws UnavailableException for everything that another server, another time or other rights
   *   would have let through; its message names the failure but neither address nor user
   */
  static <T> T mapped(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (MongoException | DataAccessException e) {
      throw map(what, e);
    }
  }

  static void mapped(String what, Runnable work) {
    try {
      work.run();
    } catch (MongoException | DataAccessException e) {
      throw map(what, e);
    }
  }

  static RuntimeException map(String what, RuntimeException thrown) {
    RuntimeException cause = thrown instanceof DataAccessException
        && thrown.getCause() instanceof RuntimeException inner ? inner : thrown;
    if (cause instanceof TraceException) {
      return cause;
    }
    if (cause instanceof MongoCommandException command
        && OUR_FAULT.contains(command.getErrorCode())) {
      return cause;
    }
    return unavailable(what, why(cause), cause);
  }

  /** In words, since it is told to senders; the log has the exception itself. */
  private static String why(RuntimeException cause) {
    return switch (cause) {
      case MongoTimeoutException none -> "it cannot be reached, or does not answer in time";
      case MongoSocketException lost -> "the connection to it broke";
      case MongoSecurityException denied -> "it does not let this user in";
      case MongoException known when known.getCode() > 0 -> "error " + known.getCode();
      default -> "an error that the log has";
    };
  }

  static UnavailableException unavailable(String what, String why, RuntimeException cause) {
    return new UnavailableException("MongoDB could not " + what + ": " + why, RETRY_AFTER, cause);
  }

  static UnavailableException unavailable(String what, String why) {
    return new UnavailableException("MongoDB could not " + what + ": " + why, RETRY_AFTER, null);
  }
}
