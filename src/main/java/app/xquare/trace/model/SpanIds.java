package app.xquare.trace.model;

import java.util.HexFormat;

/** Span ids are kept as a {@code long}; zero means none. */
public final class SpanIds {
  public static final int BYTES = 8;
  public static final long NONE = 0;

  private SpanIds() {}

  /** 16 lower-case hexadecimal digits. */
  public static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }
}
