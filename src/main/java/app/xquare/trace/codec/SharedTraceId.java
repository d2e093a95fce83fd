package app.xquare.trace.codec;

import app.xquare.trace.model.TraceId;
import java.util.Arrays;

/**
 * All spans of a fragment have the same trace id, which the engines store beside the payload: zeros
 * take its place before compression. No stored span has an id of zeros, so it can be put back.
 */
final class SharedTraceId {
  /** How a span begins if its trace id comes first, as it does wherever spans are made. */
  private static final int BEGIN = 2;

  private final byte[] bytes;
  private final byte[] from;
  private final byte[] to;

  private SharedTraceId(byte[] bytes, byte[] from, byte[] to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static void takeOut(byte[] tracesData, TraceId id) {
    new SharedTraceId(tracesData, id.toBytes(), new byte[TraceId.BYTES]).replace();
  }

  static void putBack(byte[] tracesData, TraceId id) {
    new SharedTraceId(tracesData, new byte[TraceId.BYTES], id.toBytes()).replace();
  }

  private void replace() {
    try {
      fields(0, bytes.length, 0);
    } catch (ProtoException malformed) {
      // Both ways stop at the same place: the framing itself is never changed.
    }
  }

  /** Resource spans, scope spans and spans lie in one another: field 1, then 2, then 2. */
  private void fields(int begin, int end, int depth) {
    ProtoReader reader = new ProtoReader(bytes, begin, end);
    int wanted = depth == 0 ? TracesDataWalk.RESOURCE_SPANS : TracesDataWalk.SPANS;
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag != wanted) {
        reader.skip(tag);
        continue;
      }
      int to = reader.skipLength();
      if (depth < 2) {
        fields(reader.contentStart(), to, depth + 1);
      } else {
        span(reader.contentStart(), to);
      }
    }
  }

  private void span(int begin, int end) {
    int id = begin + BEGIN;
    if (end - id >= TraceId.BYTES && bytes[begin] == SpanFields.TRACE_ID
        && bytes[begin + 1] == TraceId.BYTES
        && Arrays.equals(bytes, id, id + TraceId.BYTES, from, 0, TraceId.BYTES)) {
      System.arraycopy(to, 0, bytes, id, TraceId.BYTES);
    }
  }
}
