package app.xquare.trace.model;

/** The caller must send something else: never retryable. */
public final class InvalidInputException extends TraceException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 200;

  private final String field;
  private final String value;
  private final String expected;

  /** @param value what was sent; only its beginning is kept */
  public InvalidInputException(String field, String value, String expected) {
    String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    super(field + ": " + shown + " (expected: " + expected + ")");
    this.field = field;
    this.value = shown;
    this.expected = expected;
  }

  public String field() {
    return field;
  }

  public String value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
