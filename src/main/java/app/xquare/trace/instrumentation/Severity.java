package app.xquare.trace.instrumentation;

/** How much a finding matters. */
public enum Severity {
  /** Worth knowing. */
  INFO,
  /** The patch does what was asked, but something may not be as the caller thinks. */
  WARNING,
  /** Nothing was patched because of it. */
  ERROR
}
