package app.xquare.trace.model;

/** What was asked for is not stored (any more). */
public final class NotFoundException extends TraceException {
  private static final long serialVersionUID = 1;

  public NotFoundException(String message) {
    super(message);
  }
}
