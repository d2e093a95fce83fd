package app.xquare.trace.store.mongo;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import org.bson.BSONException;
import org.bson.BsonBinary;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.jspecify.annotations.Nullable;

/** Fragments to and from BSON without a tree between. Tokens are only written: a decoded row has none. */
final class FragmentDocument implements Codec<FragmentDocument.Row> {
  /** What {@link #decode} needs: all but the tokens, which are a good part of a document. */
  static final Document FIELDS = new Document(Layout.TRACE, 1).append(Layout.START, 1)
      .append(Layout.LAST_START, 1).append(Layout.DURATION, 1).append(Layout.SPANS, 1)
      .append(Layout.PAYLOAD, 1);

  /** @param tokens those that are written */
  @SuppressWarnings("ArrayRecordComponent")
  record Row(Fragment fragment, int[] tokens) {}

  @Override
  public Class<Row> getEncoderClass() {
    return Row.class;
  }

  @Override
  public void encode(BsonWriter writer, Row row, EncoderContext context) {
    Fragment fragment = row.fragment();
    writer.writeStartDocument();
    writer.writeInt64(Layout.ID, fragment.sequence());
    writer.writeBinaryData(Layout.TRACE, new BsonBinary(fragment.traceId().toBytes()));
    writer.writeInt64(Layout.START, fragment.startUnixNano());
    writer.writeInt64(Layout.LAST_START, fragment.lastStartUnixNano());
    writer.writeInt64(Layout.DURATION, fragment.maxDurationNanos());
    writer.writeInt32(Layout.SPANS, fragment.spanCount());
    writer.writeStartArray(Layout.TOKENS);
    writer.writeInt32(Layout.EVERY_FRAGMENT);
    for (int token : row.tokens()) {
      writer.writeInt32(token);
    }
    writer.writeEndArray();
    writer.writeBinaryData(Layout.PAYLOAD, new BsonBinary(fragment.payload()));
    writer.writeEndDocument();
  }

  @Override
  public Row decode(BsonReader reader, DecoderContext context) {
    long sequence = 0;
    byte @Nullable [] trace = null;
    long start = -1;
    long lastStart = -1;
    long duration = -1;
    int spans = 0;
    byte @Nullable [] payload = null;
    try {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        switch (reader.readName()) {
          case Layout.ID -> sequence = reader.readInt64();
          case Layout.TRACE -> trace = reader.readBinaryData().getData();
          case Layout.START -> start = reader.readInt64();
          case Layout.LAST_START -> lastStart = reader.readInt64();
          case Layout.DURATION -> duration = reader.readInt64();
          case Layout.SPANS -> spans = reader.readInt32();
          case Layout.PAYLOAD -> payload = reader.readBinaryData().getData();
          default -> reader.skipValue();
        }
      }
      reader.readEndDocument();
    } catch (BSONException e) {
      throw new CorruptDataException("fragment " + sequence + " has a field of the wrong type", e);
    }
    if (trace == null || trace.length != TraceId.BYTES || payload == null || start < 0
        || lastStart < start || duration < 0) {
      throw new CorruptDataException("fragment " + sequence + " lacks a field", null);
    }
    return new Row(
        new Fragment(TraceId.of(trace, 0), sequence, start, lastStart, duration, spans, payload),
        new int[0]);
  }
}
