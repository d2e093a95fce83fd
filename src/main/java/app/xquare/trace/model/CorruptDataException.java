package app.xquare.trace.model;

import org.jspecify.annotations.Nullable;

/** Stored bytes are not what was written. Never answered with a guess. */
public final class CorruptDataException extends TraceException {
  private static final long serialVersionUID = 1;

  public CorruptDataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
