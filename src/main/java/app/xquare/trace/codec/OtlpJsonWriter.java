package app.xquare.trace.codec;

import app.xquare.trace.codec.MessageShape.Field;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * From protobuf to JSON, without objects between: a message's bytes are gone over once to see which
 * fields it has, then once for each of them, because JSON wants a repeated field's values together.
 */
final class OtlpJsonWriter {
  /** What breaks off must not look whole. */
  private static final JsonFactory JSON = JsonFactory.builder()
      .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
      .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
      .streamWriteConstraints(StreamWriteConstraints.builder()
          .maxNestingDepth(4 * MessageShape.MAX_DEPTH).build())
      .build();

  private final JsonGenerator json;

  private OtlpJsonWriter(JsonGenerator json) {
    this.json = json;
  }

  static void write(MessageShape type, byte[] message, OutputStream out) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      new OtlpJsonWriter(json).message(type, message, 0, message.length, 1);
    } catch (JacksonIOException e) {
      throw new UncheckedIOException(e.getCause());
    }
  }

  private void message(MessageShape type, byte[] buffer, int from, int to, int depth) {
    if (depth > MessageShape.MAX_DEPTH) {
      throw new ProtoException(from, "more than " + MessageShape.MAX_DEPTH + " nested messages");
    }
    long present = 0;
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int tag = reader.tag();
      present |= 1L << (tag >>> 3);
      reader.skip(tag);
    }
    json.writeStartObject();
    for (Field field : type.fields()) {
      if ((present & 1L << field.number()) != 0) {
        field(field, new ProtoReader(buffer, from, to), depth);
      }
    }
    json.writeEndObject();
  }

  private void field(Field field, ProtoReader reader, int depth) {
    if (field.repeated()) {
      json.writeName(field.jsonName());
      json.writeStartArray();
      elements(field, reader, depth);
      json.writeEndArray();
    } else if (field.message() != null) {
      single(field, field.message(), reader, depth);
    } else {
      last(field, reader);
    }
  }

  private void elements(Field field, ProtoReader reader, int depth) {
    int packed = field.number() << 3 | ProtoReader.LENGTH;
    MessageShape message = field.message();
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == field.tag() && message != null) {
        int end = reader.skipLength();
        message(message, reader.buffer(), reader.contentStart(), end, depth + 1);
      } else if (tag == field.tag()) {
        scalar(field, reader);
      } else if (tag == packed) {
        for (ProtoReader values = reader.message(); values.hasMore();) {
          scalar(field, values);
        }
      } else {
        reader.skip(tag);
      }
    }
  }

  /** The rule of protobuf: a message that is there twice is its parts one after the other. */
  private void single(Field field, MessageShape message, ProtoReader reader, int depth) {
    byte[] buffer = reader.buffer();
    int from = -1;
    int to = -1;
    ByteArrayOutputStream parts = null;
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag != field.tag()) {
        reader.skip(tag);
        continue;
      }
      int end = reader.skipLength();
      if (from >= 0) {
        if (parts == null) {
          parts = new ByteArrayOutputStream();
          parts.write(buffer, from, to - from);
        }
        parts.write(buffer, reader.contentStart(), end - reader.contentStart());
      }
      from = reader.contentStart();
      to = end;
    }
    if (from >= 0) {
      json.writeName(field.jsonName());
      if (parts == null) {
        message(message, buffer, from, to, depth + 1);
      } else {
        message(message, parts.toByteArray(), 0, parts.size(), depth + 1);
      }
    }
  }

  /** The rule of protobuf: of a value that is there twice the last counts. */
  private void last(Field field, ProtoReader reader) {
    ProtoReader last = null;
    while (reader.hasMore()) {
      int tag = reader.tag();
      int start = reader.position();
      reader.skip(tag);
      if (tag == field.tag()) {
        last = new ProtoReader(reader.buffer(), start, reader.position());
      }
    }
    if (last != null) {
      json.writeName(field.jsonName());
      scalar(field, last);
    }
  }

  private void scalar(Field field, ProtoReader reader) {
    switch (field.type()) {
      case STRING -> json.writeString(reader.string());
      case BYTES -> {
        byte[] bytes = reader.bytes();
        json.writeString(field.hexadecimal()
            ? HexFormat.of().formatHex(bytes)
            : Base64.getEncoder().encodeToString(bytes));
      }
      case DOUBLE -> json.writeNumber(Double.longBitsToDouble(reader.fixed64()));
      case BOOL -> json.writeBoolean(reader.varint() != 0);
      case ENUM, INT32 -> json.writeNumber((int) reader.varint());
      case UINT32 -> json.writeNumber(reader.varint() & 0xffff_ffffL);
      case SINT32 -> json.writeNumber((int) zigzag(reader.varint() & 0xffff_ffffL));
      case FIXED32 -> json.writeNumber(Integer.toUnsignedLong(reader.fixed32()));
      case SFIXED32 -> json.writeNumber(reader.fixed32());
      case INT64 -> json.writeString(Long.toString(reader.varint()));
      case UINT64 -> json.writeString(Long.toUnsignedString(reader.varint()));
      case SINT64 -> json.writeString(Long.toString(zigzag(reader.varint())));
      case FIXED64 -> json.writeString(Long.toUnsignedString(reader.fixed64()));
      case SFIXED64 -> json.writeString(Long.toString(reader.fixed64()));
      case FLOAT, GROUP, MESSAGE -> throw new IllegalArgumentException(field.toString());
    }
  }

  private static long zigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }
}
