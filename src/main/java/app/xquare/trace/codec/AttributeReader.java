package app.xquare.trace.codec;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;

/** Decodes {@code KeyValue} and {@code AnyValue}. */
public final class AttributeReader {
  /** Ingest refuses deeper values, so that every protobuf reader can parse what is given out. */
  public static final int MAX_DEPTH = 32;

  public static final int KEY = 1 << 3 | ProtoReader.LENGTH;
  public static final int VALUE = 2 << 3 | ProtoReader.LENGTH;
  public static final int STRING = 1 << 3 | ProtoReader.LENGTH;
  public static final int BOOL = 2 << 3 | ProtoReader.VARINT;
  public static final int INT = 3 << 3 | ProtoReader.VARINT;
  public static final int DOUBLE = 4 << 3 | ProtoReader.FIXED64;
  public static final int ARRAY = 5 << 3 | ProtoReader.LENGTH;
  public static final int KVLIST = 6 << 3 | ProtoReader.LENGTH;
  public static final int BYTES = 7 << 3 | ProtoReader.LENGTH;
  public static final int ELEMENT = 1 << 3 | ProtoReader.LENGTH;

  private static final AttributeValue EMPTY = new AttributeValue.EmptyValue();

  private AttributeReader() {}

  /** @param reader stands on the content of a {@code KeyValue} */
  public static Attribute attribute(ProtoReader reader) {
    return attribute(reader, 0);
  }

  private static Attribute attribute(ProtoReader reader, int depth) {
    String key = "";
    AttributeValue value = EMPTY;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case KEY -> key = reader.string();
        case VALUE -> value = value(reader.message(), depth);
        default -> reader.skip(tag);
      }
    }
    return new Attribute(key, value);
  }

  private static AttributeValue value(ProtoReader reader, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ProtoException(reader.position(), "a value is nested deeper than " + MAX_DEPTH);
    }
    AttributeValue value = EMPTY;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case STRING -> value = new AttributeValue.StringValue(reader.string());
        case BOOL -> value = new AttributeValue.BoolValue(reader.varint() != 0);
        case INT -> value = new AttributeValue.LongValue(reader.varint());
        case DOUBLE ->
          value = new AttributeValue.DoubleValue(Double.longBitsToDouble(reader.fixed64()));
        case ARRAY -> value = array(reader.message(), depth + 1);
        case KVLIST -> value = map(reader.message(), depth + 1);
        case BYTES -> value = new AttributeValue.BytesValue(reader.bytes());
        default -> reader.skip(tag);
      }
    }
    return value;
  }

  private static AttributeValue array(ProtoReader reader, int depth) {
    List<AttributeValue> values = new ArrayList<>();
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == ELEMENT) {
        values.add(value(reader.message(), depth));
      } else {
        reader.skip(tag);
      }
    }
    return new AttributeValue.ArrayValue(values);
  }

  private static AttributeValue map(ProtoReader reader, int depth) {
    List<Attribute> entries = new ArrayList<>();
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == ELEMENT) {
        entries.add(attribute(reader.message(), depth));
      } else {
        reader.skip(tag);
      }
    }
    return new AttributeValue.MapValue(entries);
  }
}
