package app.xquare.trace.model;

/** The input is over a limit: never retryable as it is. */
public final class TooLargeException extends TraceException {
  private static final long serialVersionUID = 1;

  public TooLargeException(String message) {
    super(message);
  }
}
