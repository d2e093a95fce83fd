package app.xquare.trace.instrumentation.manifest;

/** A manifest cannot be read. Its message holds no value of the manifest, only places and kinds. */
public final class ManifestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String found;
  private final String expected;
  private final boolean tooLarge;

  private ManifestException(int line, String found, String expected, boolean tooLarge) {
    super("manifest: " + (line > 0 ? "line " + line + ": " : "") + found + " (expected: " + expected
        + ")");
    this.line = line;
    this.found = found;
    this.expected = expected;
    this.tooLarge = tooLarge;
  }

  /** @param line from 1, or zero where none can be named */
  static ManifestException at(int line, String found, String expected) {
    return new ManifestException(line, found, expected, false);
  }

  static ManifestException tooLarge(int line, String found, String expected) {
    return new ManifestException(line, found, expected, true);
  }

  /** From 1, or zero where none can be named. */
  public int line() {
    return line;
  }

  /** What is wrong, with its line. */
  public String found() {
    return line > 0 ? "line " + line + ": " + found : found;
  }

  public String expected() {
    return expected;
  }

  /** Whether it is over a limit, not wrong in itself. */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
