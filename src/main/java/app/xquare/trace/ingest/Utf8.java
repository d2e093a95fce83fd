package app.xquare.trace.ingest;

import app.xquare.trace.codec.ProtoReader;
import java.nio.charset.StandardCharsets;

/** Strings as protobuf wants them: what is not UTF-8 could not be parsed by those we give it to. */
final class Utf8 {
  private Utf8() {}

  /** Skips a string. */
  static void check(ProtoReader reader, String field) {
    int end = reader.skipLength();
    if (!ProtoReader.isUtf8(reader.buffer(), reader.contentStart(), end)) {
      throw new SpanRejection(SpanRejection.Reason.UTF8, field, "not UTF-8", "UTF-8 text");
    }
  }

  static String string(ProtoReader reader, String field) {
    check(reader, field);
    int from = reader.contentStart();
    return new String(reader.buffer(), from, reader.position() - from, StandardCharsets.UTF_8);
  }
}
