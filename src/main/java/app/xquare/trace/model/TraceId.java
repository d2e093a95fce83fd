package app.xquare.trace.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** The 16 bytes of a trace id, never all zero where it names a trace. Ordered as unsigned bytes. */
public record TraceId(long high, long low) implements Comparable<TraceId> {
  public static final int BYTES = 16;

  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
      ByteOrder.BIG_ENDIAN);

  /** Reads 16 bytes at {@code offset}. */
  public static TraceId of(byte[] bytes, int offset) {
    return new TraceId((long) LONG.get(bytes, offset), (long) LONG.get(bytes, offset + 8));
  }

  /**
   * @param hex 32 hexadecimal digits of any case; shorter ones (other systems drop leading zeros) are
   *   filled up with zeros on the left
   * @throws InvalidInputException naming {@code field}
   */
  public static TraceId parse(String field, String hex) {
    try {
      if (!hex.isEmpty() && hex.length() <= 32) {
        String full = "0".repeat(32 - hex.length()) + hex;
        TraceId id = new TraceId(HexFormat.fromHexDigitsToLong(full, 0, 16),
            HexFormat.fromHexDigitsToLong(full, 16, 32));
        if (id.isValid()) {
          return id;
        }
      }
    } catch (IllegalArgumentException notHex) {
      // said below, with the field's name
    }
    throw new InvalidInputException(field, hex, "1 to 32 hexadecimal digits, not all zero");
  }

  public boolean isValid() {
    return (high | low) != 0;
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    LONG.set(bytes, 0, high);
    LONG.set(bytes, 8, low);
    return bytes;
  }

  @Override
  public int compareTo(TraceId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
