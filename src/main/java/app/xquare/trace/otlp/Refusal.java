package app.xquare.trace.otlp;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.NotFoundException;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceException;
import app.xquare.trace.model.UnavailableException;
import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a request was not taken, in the words of both receivers.
 *
 * @param retryAfter present exactly where sending the same again may succeed
 */
record Refusal(Reason reason, Code code, int httpStatus, String message,
    @Nullable Duration retryAfter) {
  private static final Logger log = LoggerFactory.getLogger(Refusal.class);

  /** In words that metrics can be tagged with. */
  enum Reason {
    /** Another path, method or signal. */
    NOT_SERVED,
    CONTENT_TYPE,
    COMPRESSION,
    MALFORMED,
    TOO_LARGE,
    TOO_SLOW,
    /** The only one that is worth sending again. */
    UNAVAILABLE,
    /** A fault of ours. */
    FAILED
  }

  static Refusal permanent(Reason reason, Code code, int httpStatus, String message) {
    return new Refusal(reason, code, httpStatus, message, null);
  }

  static Refusal tooLarge(String message) {
    return permanent(Reason.TOO_LARGE, Code.RESOURCE_EXHAUSTED, 413, message);
  }

  /** The one place where errors get their status. Faults of ours are logged and not shown. */
  static Refusal of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (!(cause instanceof TraceException known)) {
      return fault(cause);
    }
    String message = String.valueOf(known.getMessage());
    return switch (known) {
      case InvalidInputException invalid ->
        permanent(Reason.MALFORMED, Code.INVALID_ARGUMENT, 400, message);
      case TooLargeException tooLarge -> tooLarge(message);
      case UnavailableException unavailable ->
        new Refusal(Reason.UNAVAILABLE, Code.UNAVAILABLE, 503, message,
            spread(unavailable.retryAfter()));
      case NotFoundException fault -> fault(fault);
      case CorruptDataException fault -> fault(fault);
    };
  }

  /** Up to half as long again: whoever is refused together must not come back together. */
  private static Duration spread(Duration delay) {
    return delay.plusNanos(ThreadLocalRandom.current().nextLong(delay.toNanos() / 2 + 1));
  }

  /** The message as the log may have it: what the body held is its sender's. */
  String logged() {
    return reason == Reason.MALFORMED ? "the sender was told what is wrong with the body" : message;
  }

  /** For HTTP, which has whole seconds only: up or down at random, never none. */
  static long wholeSeconds(Duration delay) {
    long millis = delay.toMillis() + ThreadLocalRandom.current().nextLong(1000);
    return Math.max(1, millis / 1000);
  }

  private static Refusal fault(Throwable fault) {
    log.error("request failed", fault);
    return permanent(Reason.FAILED, Code.INTERNAL, 500, "the server failed; its log says why");
  }

  /** What the body of an HTTP answer says; when to come back is in its header. */
  Status toStatus() {
    return Status.newBuilder().setCode(code.getNumber()).setMessage(message).build();
  }

  StatusRuntimeException toGrpc() {
    Status.Builder status = toStatus().toBuilder();
    if (retryAfter != null) {
      status.addDetails(Any.pack(RetryInfo.newBuilder()
          .setRetryDelay(com.google.protobuf.Duration.newBuilder()
              .setSeconds(retryAfter.getSeconds()).setNanos(retryAfter.getNano()))
          .build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
