package app.xquare.trace.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Protobuf fields, written front to back. Much cheaper than message objects: the load must be. */
final class WireBuffer {
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int STRING_VALUE = 1 << 3 | LENGTH;
  private static final int INT_VALUE = 3 << 3;

  private byte[] bytes = new byte[512];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  WireBuffer number(int field, long value) {
    return varint(field << 3).varint(value);
  }

  WireBuffer fixed64(int field, long value) {
    varint(field << 3 | FIXED64);
    return littleEndian(value, 8);
  }

  WireBuffer fixed32(int field, int value) {
    varint(field << 3 | FIXED32);
    return littleEndian(value, 4);
  }

  /** Eight or sixteen bytes of an id. */
  WireBuffer id(int field, long... words) {
    varint(field << 3 | LENGTH).varint(words.length * 8L);
    for (long word : words) {
      littleEndian(Long.reverseBytes(word), 8);
    }
    return this;
  }

  WireBuffer text(int field, String text) {
    return bytes(field, utf8(text));
  }

  WireBuffer bytes(int field, byte[] content) {
    return varint(field << 3 | LENGTH).varint(content.length).raw(content, content.length);
  }

  WireBuffer message(int field, WireBuffer content) {
    return varint(field << 3 | LENGTH).varint(content.size).raw(content.bytes, content.size);
  }

  /** A {@code KeyValue} with a string. */
  WireBuffer attribute(int field, String key, String value) {
    byte[] keyBytes = utf8(key);
    byte[] valueBytes = utf8(value);
    int any = 1 + lengthOf(valueBytes.length) + valueBytes.length;
    keyValue(field, keyBytes, any);
    return varint(STRING_VALUE).varint(valueBytes.length).raw(valueBytes, valueBytes.length);
  }

  /** A {@code KeyValue} with an integer. */
  WireBuffer attribute(int field, String key, long value) {
    keyValue(field, utf8(key), 1 + lengthOf(value));
    return varint(INT_VALUE).varint(value);
  }

  /** Fields that were written before. */
  WireBuffer fields(byte[] fields) {
    return raw(fields, fields.length);
  }

  WireBuffer fields(WireBuffer fields) {
    return raw(fields.bytes, fields.size);
  }

  private void keyValue(int field, byte[] key, int any) {
    int length = 1 + lengthOf(key.length) + key.length + 1 + lengthOf(any) + any;
    varint(field << 3 | LENGTH).varint(length);
    bytes(1, key);
    varint(2 << 3 | LENGTH).varint(any);
  }

  private WireBuffer varint(long value) {
    need(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  private WireBuffer littleEndian(long value, int count) {
    need(8);
    for (int i = 0; i < count; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  private WireBuffer raw(byte[] content, int length) {
    need(length);
    System.arraycopy(content, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void need(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  private static int lengthOf(long varint) {
    return (70 - Long.numberOfLeadingZeros(varint | 1)) / 7;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
