package app.xquare.trace.ingest;

import app.xquare.trace.analytics.AttributeType;
import app.xquare.trace.codec.AttributeReader;
import app.xquare.trace.codec.ProtoReader;
import app.xquare.trace.codec.UnreadableValue;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Checks a {@code KeyValue} and, where wanted, takes the hashes of the texts by which it is searched:
 * the texts are those that {@link AttributeTexts} gives of the decoded value, but nearly always only
 * their hashes are needed. Reused from attribute to attribute.
 */
final class AttributeWalk {
  private static final int NUMBER = -1;

  private byte[] buffer = {};
  private int keyFrom;
  private int keyTo;
  private long keyHash;
  private AttributeType type = AttributeType.EMPTY;

  private int size;
  private long[] hashes = new long[4];
  /** Where a text lies, if it lies in the request. */
  private int[] from = new int[4];
  private int[] to = new int[4];
  private @Nullable String[] made = new String[4];
  /** A text that is a number's digits and was not made: {@code from} is {@link #NUMBER}. */
  private long[] numbers = new long[4];
  private final byte[] digits = new byte[20];

  String key() {
    return new String(buffer, keyFrom, keyTo - keyFrom, StandardCharsets.UTF_8);
  }

  long keyHash() {
    return keyHash;
  }

  boolean isNeverIndexed() {
    return IndexPolicy.isNeverIndexed(keyHash, buffer, keyFrom, keyTo);
  }

  AttributeType type() {
    return type;
  }

  /** How many texts it is searched by. */
  int size() {
    return size;
  }

  long hash(int index) {
    return hashes[index];
  }

  String text(int index) {
    String text = made[index];
    if (text != null) {
      return text;
    }
    return from[index] == NUMBER
        ? Long.toString(numbers[index])
        : new String(buffer, from[index], to[index] - from[index], StandardCharsets.UTF_8);
  }

  /** Reads a {@code KeyValue} for search. */
  void read(ProtoReader reader, String field) {
    buffer = reader.buffer();
    keyFrom = 0;
    keyTo = 0;
    size = 0;
    type = AttributeType.EMPTY;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case AttributeReader.KEY -> {
          Utf8.check(reader, field, ".key");
          keyFrom = reader.contentStart();
          keyTo = reader.position();
        }
        case AttributeReader.VALUE -> {
          int outer = reader.enter();
          type = value(reader, field, 0, true);
          reader.leave(outer);
        }
        default -> reader.skip(tag);
      }
    }
    keyHash = Tokens.hash(buffer, keyFrom, keyTo);
  }

  /** Only checks a {@code KeyValue}. */
  void check(ProtoReader reader, String field) {
    check(reader, field, 0);
  }

  private void check(ProtoReader reader, String field, int depth) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case AttributeReader.KEY -> Utf8.check(reader, field, ".key");
        case AttributeReader.VALUE -> {
          int outer = reader.enter();
          value(reader, field, depth, false);
          reader.leave(outer);
        }
        default -> reader.skip(tag);
      }
    }
  }

  private AttributeType value(ProtoReader reader, String field, int depth, boolean wanted) {
    if (depth > AttributeReader.MAX_DEPTH) {
      throw new SpanRejection(SpanRejection.Reason.NESTING, field,
          "nested deeper than " + AttributeReader.MAX_DEPTH,
          "at most " + AttributeReader.MAX_DEPTH + " levels");
    }
    AttributeType found = AttributeType.EMPTY;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case AttributeReader.STRING -> {
          found = AttributeType.STRING;
          Utf8.check(reader, field);
          if (wanted) {
            string(reader);
          }
        }
        case AttributeReader.BOOL -> {
          found = AttributeType.BOOL;
          boolean bool = reader.varint() != 0;
          if (wanted) {
            text(Boolean.toString(bool));
          }
        }
        case AttributeReader.INT -> {
          found = AttributeType.INT;
          long number = reader.varint();
          if (wanted) {
            integer(number);
          }
        }
        case AttributeReader.DOUBLE -> {
          found = AttributeType.DOUBLE;
          double number = Double.longBitsToDouble(reader.fixed64());
          if (wanted) {
            text(AttributeTexts.of(number));
          }
        }
        case AttributeReader.BYTES -> {
          found = AttributeType.BYTES;
          int end = reader.skipLength();
          if (wanted) {
            text(Base64.getEncoder()
                .encodeToString(Arrays.copyOfRange(buffer, reader.contentStart(), end)));
          }
        }
        case AttributeReader.ARRAY -> {
          found = AttributeType.ARRAY;
          int outer = reader.enter();
          elements(reader, field, depth + 1, wanted, true);
          reader.leave(outer);
        }
        case AttributeReader.KVLIST -> {
          found = AttributeType.MAP;
          int outer = reader.enter();
          elements(reader, field, depth + 1, false, false);
          reader.leave(outer);
        }
        case UnreadableValue.TAG -> throw unreadable(UnreadableValue.read(reader.message()));
        default -> reader.skip(tag);
      }
    }
    return found;
  }

  private static SpanRejection unreadable(UnreadableValue value) {
    return new SpanRejection(SpanRejection.Reason.VALUE, value.field(), value.value(),
        value.expected());
  }

  private void elements(ProtoReader reader, String field, int depth, boolean wanted,
      boolean array) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag != AttributeReader.ELEMENT) {
        reader.skip(tag);
        continue;
      }
      int outer = reader.enter();
      if (array) {
        value(reader, field, depth, wanted);
      } else {
        check(reader, field, depth);
      }
      reader.leave(outer);
    }
  }

  private void string(ProtoReader reader) {
    int begin = reader.contentStart();
    int end = reader.position();
    add(Tokens.hash(buffer, begin, end), begin, end, null);
    if (AttributeTexts.mayHaveOtherSpelling(buffer, begin, end)) {
      number(new String(buffer, begin, end - begin, StandardCharsets.UTF_8));
    }
  }

  private void text(String text) {
    add(Tokens.hash(text), 0, 0, text);
    number(text);
  }

  /** A search for 5 finds 5.0 too, whatever type it was sent as. */
  private void number(String text) {
    BigDecimal number = AttributeTexts.number(text);
    if (number != null) {
      String canonical = AttributeTexts.of(number);
      if (!canonical.equals(text)) {
        add(Tokens.hash(canonical), 0, 0, canonical);
      }
    }
  }

  /** Its decimal digits are the one text of a number. */
  private void integer(long number) {
    if (number < 0) {
      text(Long.toString(number));
      return;
    }
    int at = digits.length;
    long rest = number;
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    add(Tokens.hash(digits, at, digits.length), NUMBER, NUMBER, null);
    numbers[size - 1] = number;
  }

  private void add(long hash, int begin, int end, @Nullable String text) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
      from = Arrays.copyOf(from, size * 2);
      to = Arrays.copyOf(to, size * 2);
      made = Arrays.copyOf(made, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    hashes[size] = hash;
    from[size] = begin;
    to[size] = end;
    made[size] = text;
    size++;
  }
}
