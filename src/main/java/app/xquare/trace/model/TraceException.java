package app.xquare.trace.model;

import org.jspecify.annotations.Nullable;

/**
 * An error that has a meaning for the caller. Each kind is mapped once to a gRPC status and once to
 * a problem detail; anything else that is thrown is a fault of ours.
 */
public abstract sealed class TraceException extends RuntimeException
    permits InvalidInputException, NotFoundException, TooLargeException, UnavailableException,
    CorruptDataException {
  private static final long serialVersionUID = 1;

  TraceException(String message) {
    super(message);
  }

  TraceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
