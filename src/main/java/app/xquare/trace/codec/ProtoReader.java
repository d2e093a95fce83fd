package app.xquare.trace.codec;

import com.google.protobuf.UnsafeByteOperations;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf in place, without objects: a cursor over a range of an array. Every method throws
 * {@link ProtoException} instead of reading past the range.
 */
public final class ProtoReader {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int LENGTH = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  public static final int FIXED32 = 5;
  private static final int MAX_GROUP_DEPTH = 50;

  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
      ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
      ByteOrder.LITTLE_ENDIAN);

  private final byte[] buffer;
  private int limit;
  private int position;

  public ProtoReader(byte[] buffer, int from, int to) {
    this.buffer = buffer;
    this.position = from;
    this.limit = to;
  }

  public boolean hasMore() {
    return position < limit;
  }

  public int position() {
    return position;
  }

  public byte[] buffer() {
    return buffer;
  }

  /** The field number and wire type of the next field, as {@code number << 3 | type}. */
  public int tag() {
    int start = position;
    long tag = varint();
    if (tag >>> 3 == 0 || tag >>> 3 > (1 << 29) - 1) {
      throw new ProtoException(start, "field number " + (tag >>> 3) + " is invalid");
    }
    return (int) tag;
  }

  public long varint() {
    if (position < limit && buffer[position] >= 0) {
      return buffer[position++];
    }
    int start = position;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == limit) {
        throw new ProtoException(start, "a number is cut off");
      }
      byte next = buffer[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtoException(start, "a number is longer than 10 bytes");
  }

  public long fixed64() {
    need(8);
    long value = (long) LONG.get(buffer, position);
    position += 8;
    return value;
  }

  public int fixed32() {
    need(4);
    int value = (int) INT.get(buffer, position);
    position += 4;
    return value;
  }

  /** Skips a length-delimited field's content and returns where it ends; it begins at the position before. */
  public int skipLength() {
    int start = position;
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw new ProtoException(start, "a field of " + Long.toUnsignedString(length)
          + " bytes is cut off after " + (limit - position));
    }
    contentStart = position;
    position += (int) length;
    return position;
  }

  private int contentStart;

  /** Where the content begins that the last {@link #skipLength} skipped. */
  public int contentStart() {
    return contentStart;
  }

  /** A reader of the next length-delimited field's content. */
  public ProtoReader message() {
    int end = skipLength();
    return new ProtoReader(buffer, contentStart, end);
  }

  /**
   * Goes into the next length-delimited field's content, which alone is read until {@link #leave}: a
   * {@link #message} without an object.
   *
   * @return to be given to {@link #leave}
   */
  public int enter() {
    int outer = limit;
    int end = skipLength();
    position = contentStart;
    limit = end;
    return outer;
  }

  /** Goes on behind the content that was entered. */
  public void leave(int outer) {
    position = limit;
    limit = outer;
  }

  /** Malformed UTF-8 reads as replacement characters: ingest has refused it before it was stored. */
  public String string() {
    int end = skipLength();
    return new String(buffer, contentStart, end - contentStart, StandardCharsets.UTF_8);
  }

  public byte[] bytes() {
    int end = skipLength();
    byte[] copy = new byte[end - contentStart];
    System.arraycopy(buffer, contentStart, copy, 0, copy.length);
    return copy;
  }

  /** Skips the content of a field whose tag was just read. */
  public void skip(int tag) {
    skip(tag, 0);
  }

  private void skip(int tag, int depth) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        position += 8;
      }
      case LENGTH -> skipLength();
      case START_GROUP -> skipGroup(tag, depth);
      case FIXED32 -> {
        need(4);
        position += 4;
      }
      default -> throw new ProtoException(position, "wire type " + (tag & 7) + " is invalid here");
    }
  }

  private void skipGroup(int tag, int depth) {
    if (depth == MAX_GROUP_DEPTH) {
      throw new ProtoException(position, "groups are nested too deeply");
    }
    int end = tag - START_GROUP + END_GROUP;
    for (int inner = tag(); inner != end; inner = tag()) {
      skip(inner, depth + 1);
    }
  }

  private void need(int bytes) {
    if (limit - position < bytes) {
      throw new ProtoException(position, "a number of " + bytes + " bytes is cut off");
    }
  }

  /** True if the range is well-formed UTF-8. */
  public static boolean isUtf8(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < 0) {
        return UnsafeByteOperations.unsafeWrap(buffer, i, to - i).isValidUtf8();
      }
    }
    return true;
  }
}
