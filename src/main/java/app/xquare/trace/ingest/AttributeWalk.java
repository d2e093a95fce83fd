package app.xquare.trace.ingest;

import app.xquare.trace.analytics.AttributeType;
import app.xquare.trace.codec.AttributeReader;
import app.xquare.trace.codec.ProtoReader;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.store.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Checks a {@code KeyValue} and, where wanted, takes the texts by which it is searched: the same
 * that {@link AttributeTexts} gives of the decoded value. Reused from attribute to attribute.
 */
final class AttributeWalk {
  /** A UTF-16 unit takes at most three bytes, so more bytes are always too long for the index. */
  private static final int MAX_INDEXED_BYTES = Tokens.MAX_VALUE_CHARS * 3;

  private final List<String> texts = new ArrayList<>();
  private String key = "";
  private AttributeType type = AttributeType.EMPTY;
  private boolean tooLong;

  String key() {
    return key;
  }

  AttributeType type() {
    return type;
  }

  /** Valid until the next attribute. */
  List<String> texts() {
    return texts;
  }

  /** True if some text is longer than what is indexed; it is not in {@link #texts()}. */
  boolean hasLongText() {
    return tooLong;
  }

  /** Reads a {@code KeyValue} for search. */
  void read(ProtoReader reader, String field) {
    texts.clear();
    key = "";
    type = AttributeType.EMPTY;
    tooLong = false;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case AttributeReader.KEY -> key = Utf8.string(reader, field + ".key");
        case AttributeReader.VALUE -> type = value(reader.message(), field, 0, true);
        default -> reader.skip(tag);
      }
    }
  }

  /** Only checks a {@code KeyValue}. */
  void check(ProtoReader reader, String field) {
    check(reader, field, 0);
  }

  private void check(ProtoReader reader, String field, int depth) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case AttributeReader.KEY -> Utf8.check(reader, field + ".key");
        case AttributeReader.VALUE -> value(reader.message(), field, depth, false);
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
            add(reader);
          }
        }
        case AttributeReader.BOOL -> {
          found = AttributeType.BOOL;
          add(Boolean.toString(reader.varint() != 0), wanted);
        }
        case AttributeReader.INT -> {
          found = AttributeType.INT;
          add(Long.toString(reader.varint()), wanted);
        }
        case AttributeReader.DOUBLE -> {
          found = AttributeType.DOUBLE;
          double number = Double.longBitsToDouble(reader.fixed64());
          if (wanted) {
            texts.add(AttributeTexts.of(number));
          }
        }
        case AttributeReader.BYTES -> {
          found = AttributeType.BYTES;
          bytes(reader, wanted);
        }
        case AttributeReader.ARRAY -> {
          found = AttributeType.ARRAY;
          elements(reader.message(), field, depth + 1, wanted, true);
        }
        case AttributeReader.KVLIST -> {
          found = AttributeType.MAP;
          elements(reader.message(), field, depth + 1, false, false);
        }
        default -> reader.skip(tag);
      }
    }
    return found;
  }

  private void elements(ProtoReader reader, String field, int depth, boolean wanted,
      boolean array) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag != AttributeReader.ELEMENT) {
        reader.skip(tag);
      } else if (array) {
        value(reader.message(), field, depth, wanted);
      } else {
        check(reader.message(), field, depth);
      }
    }
  }

  private void add(ProtoReader reader) {
    int from = reader.contentStart();
    int length = reader.position() - from;
    if (length > MAX_INDEXED_BYTES) {
      tooLong = true;
    } else {
      add(new String(reader.buffer(), from, length, StandardCharsets.UTF_8), true);
    }
  }

  private void bytes(ProtoReader reader, boolean wanted) {
    int end = reader.skipLength();
    if (wanted && end - reader.contentStart() > MAX_INDEXED_BYTES) {
      tooLong = true;
    } else if (wanted) {
      byte[] copy = Arrays.copyOfRange(reader.buffer(), reader.contentStart(), end);
      add(Base64.getEncoder().encodeToString(copy), true);
    }
  }

  private void add(String text, boolean wanted) {
    if (text.length() > Tokens.MAX_VALUE_CHARS) {
      tooLong = true;
    } else if (wanted) {
      texts.add(text);
    }
  }
}
