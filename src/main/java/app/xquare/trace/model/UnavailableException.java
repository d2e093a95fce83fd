package app.xquare.trace.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Nothing was acknowledged; the same request may succeed later. The message goes to senders, so it
 * names no folder and no address; those are in the cause, for the log.
 */
public final class UnavailableException extends TraceException {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  public UnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
