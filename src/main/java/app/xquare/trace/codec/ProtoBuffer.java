package app.xquare.trace.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows as protobuf is written to it; a message's length is filled in when its end is known. */
final class ProtoBuffer {
  private byte[] bytes;
  private int size;

  ProtoBuffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  void clear() {
    size = 0;
  }

  void varint(long value) {
    need(10);
    size = put(value, size);
  }

  void fixed64(long value) {
    need(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  void fixed32(int value) {
    need(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** With its length before it. */
  void bytes(byte[] value) {
    varint(value.length);
    need(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** Half a surrogate pair, which UTF-8 cannot hold, is written as U+FFFD. */
  void string(String value) {
    bytes(wellFormed(value).getBytes(StandardCharsets.UTF_8));
  }

  /** Begins a message; what is returned goes to {@link #end}. */
  int begin() {
    need(1);
    return size++;
  }

  /** Most messages' lengths fit the byte kept free for them; the others move by a few bytes. */
  void end(int begin) {
    int length = size - begin - 1;
    int width = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      width++;
    }
    if (width > 1) {
      need(width - 1);
      System.arraycopy(bytes, begin + 1, bytes, begin + width, length);
    }
    put(length, begin);
    size = begin + width + length;
  }

  void remove(int from, int to) {
    System.arraycopy(bytes, to, bytes, from, size - to);
    size -= to - from;
  }

  private int put(long value, int at) {
    int position = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[position++] = (byte) rest;
    return position;
  }

  private void need(int more) {
    if (bytes.length - size < more) {
      int wanted = Math.addExact(size, more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L,
          Math.max(wanted, 2L * bytes.length)));
    }
  }

  private static String wellFormed(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c) && i + 1 < value.length()
            && Character.isLowSurrogate(value.charAt(i + 1))) {
          i++;
        } else {
          return value.codePoints().map(
              point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                  ? 0xfffd
                  : point)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
        }
      }
    }
    return value;
  }
}
