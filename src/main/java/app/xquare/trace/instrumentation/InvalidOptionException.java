package app.xquare.trace.instrumentation;

/** An option is not one that there is, or has a value that it cannot have. */
public final class InvalidOptionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String field;
  private final String value;
  private final String expected;

  public InvalidOptionException(String field, String value, String expected) {
    super(field + ": " + value + " (expected: " + expected + ")");
    this.field = field;
    this.value = value;
    this.expected = expected;
  }

  public String field() {
    return field;
  }

  /** What was sent; empty where it may be a secret. */
  public String value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
