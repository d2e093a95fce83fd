package app.xquare.trace.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Nothing was acknowledged; the same request may succeed later. */
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
