package app.xquare.trace.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Span ids are kept as a {@code long}; zero means none. */
public final class SpanIds {
  public static final int BYTES = 8;
  public static final long NONE = 0;

  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
      ByteOrder.BIG_ENDIAN);

  private SpanIds() {}

  /** Reads 8 bytes at {@code offset}. */
  public static long of(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  /** 16 lower-case hexadecimal digits. */
  public static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }
}
