package app.xquare.trace.ingest;

/** One span cannot be taken; the others of its request can. */
final class SpanRejection extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why, in words that metrics can be tagged with. */
  enum Reason {
    TRACE_ID,
    SPAN_ID,
    PARENT_SPAN_ID,
    TIME,
    UTF8,
    NESTING,
    VALUE,
    SIZE
  }

  SpanRejection(Reason reason, String field, String value, String expected) {
    super(field + ": " + value + " (expected: " + expected + ")", null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  /** The message is always there. */
  String text() {
    return String.valueOf(getMessage());
  }
}
