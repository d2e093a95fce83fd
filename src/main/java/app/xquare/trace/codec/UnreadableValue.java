package app.xquare.trace.codec;

import app.xquare.trace.model.InvalidInputException;
import java.nio.charset.StandardCharsets;

/**
 * What stands in an {@code AnyValue} whose JSON no protobuf can hold: a field that OTLP does not have,
 * which says what was wrong. Ingest rejects the spans around it, so none is ever stored.
 */
public final class UnreadableValue {
  /** The last number a field can have. */
  public static final int TAG = ((1 << 29) - 1) << 3 | ProtoReader.LENGTH;

  private static final int FIELD = 1 << 3 | ProtoReader.LENGTH;
  private static final int VALUE = 2 << 3 | ProtoReader.LENGTH;
  private static final int EXPECTED = 3 << 3 | ProtoReader.LENGTH;
  private static final int MAX_BYTES = 512;

  private String field = "";
  private String value = "";
  private String expected = "";

  private UnreadableValue() {}

  static void write(ProtoBuffer out, InvalidInputException why) {
    out.varint(TAG & 0xffff_ffffL);
    int begin = out.begin();
    out.varint(FIELD);
    out.string(why.field());
    out.varint(VALUE);
    out.string(why.value());
    out.varint(EXPECTED);
    out.string(why.expected());
    out.end(begin);
  }

  /** @param reader stands on the content of the field; whoever sent it may have made it up */
  public static UnreadableValue read(ProtoReader reader) {
    UnreadableValue read = new UnreadableValue();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case FIELD -> read.field = text(reader);
        case VALUE -> read.value = text(reader);
        case EXPECTED -> read.expected = text(reader);
        default -> reader.skip(tag);
      }
    }
    return read;
  }

  private static String text(ProtoReader reader) {
    int end = reader.skipLength();
    int from = reader.contentStart();
    return new String(reader.buffer(), from, Math.min(end - from, MAX_BYTES),
        StandardCharsets.UTF_8);
  }

  /** The place in the JSON document. */
  public String field() {
    return field;
  }

  public String value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
