package app.xquare.trace.query;

import java.util.Locale;

/** What can be wrong with a trace, or with one span of it, without making it useless. */
public enum WarningCode {
  /** No span of the trace is without a parent id. */
  MISSING_ROOT("This trace has no root span.", "This trace has no root span."),
  /** The span's parent was not received; the span is shown at the top level. */
  MISSING_PARENT("1 span names a parent that is not in this trace.",
      "%d spans name a parent that is not in this trace."),
  /** The span is shown later than its own clock said, see {@link ClockSkew}. */
  CLOCK_SKEW_ADJUSTED("The time of 1 span was adjusted because it began before its parent.",
      "The times of %d spans were adjusted because they, or spans above them,"
          + " began before their parents."),
  /** The span was its own ancestor; it is shown at the top level. */
  CYCLE_BROKEN("1 span is its own ancestor and is shown without its parent.",
      "%d spans are their own ancestors and are shown without their parents."),
  /** The span was received more than once. */
  DUPLICATES_DROPPED("1 span was received twice and is shown once.",
      "%d copies of spans that had been received already were left out."),
  /** The span's id was received with different contents. */
  CONFLICTING_SPAN_IDS("1 span id was received with different contents; the one that ended last"
      + " is shown.",
      "%d span ids were received with different contents; for each the one that ended"
          + " last is shown."),
  /** Spans of this trace arrived a moment ago. */
  STILL_RECEIVING("Spans of this trace are still arriving.",
      "Spans of this trace are still arriving.");

  private final String one;
  private final String many;
  private final String text = name().toLowerCase(Locale.ROOT);

  WarningCode(String one, String many) {
    this.one = one;
    this.many = many;
  }

  /** As the API spells it: {@code missing_parent}. */
  public String text() {
    return text;
  }

  TraceWarning times(int count) {
    String message = count == 1 ? one : many.replace("%d", Integer.toString(count));
    return new TraceWarning(this, message, count);
  }
}
