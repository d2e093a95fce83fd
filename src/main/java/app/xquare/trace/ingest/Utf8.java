package app.xquare.trace.ingest;

import app.xquare.trace.codec.ProtoReader;

/** Strings as protobuf wants them: what is not UTF-8 could not be parsed by those we give it to. */
final class Utf8 {
  private Utf8() {}

  /** Skips a string. */
  static void check(ProtoReader reader, String field) {
    check(reader, field, "");
  }

  /** @param part completes the field's name: joined only where it is told */
  static void check(ProtoReader reader, String field, String part) {
    int end = reader.skipLength();
    if (!ProtoReader.isUtf8(reader.buffer(), reader.contentStart(), end)) {
      throw new SpanRejection(SpanRejection.Reason.UTF8, field + part, "not UTF-8", "UTF-8 text");
    }
  }
}
