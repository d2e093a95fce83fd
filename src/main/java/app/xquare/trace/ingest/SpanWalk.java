package app.xquare.trace.ingest;

import app.xquare.trace.codec.ProtoReader;
import app.xquare.trace.codec.SpanFields;
import app.xquare.trace.model.SpanIds;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One pass over a span's bytes: checks them whole and takes what the index needs. Reused from span to
 * span; attributes go to the sink as they come.
 */
final class SpanWalk {
  private static final String TRACE_ID_FORM = "16 bytes, not all zero";
  private static final String SPAN_ID_FORM = "8 bytes, not all zero";
  private static final int STATUS_ERROR = 2;

  /** Gets each of the span's own attributes; read the walk before it goes on. */
  interface AttributeSink {
    void accept(AttributeWalk attribute);
  }

  private final AttributeWalk attribute = new AttributeWalk();
  private TraceId traceId = new TraceId(0, 0);
  private byte[] buffer = {};
  private int nameFrom;
  private int nameTo;
  private int kind;
  private long start;
  private long end;
  private boolean error;

  /** @throws SpanRejection if the span cannot be taken */
  void walk(byte[] buffer, int from, int to, AttributeSink sink) {
    traceId = new TraceId(0, 0);
    this.buffer = buffer;
    nameFrom = 0;
    nameTo = 0;
    kind = 0;
    start = 0;
    end = 0;
    error = false;
    boolean spanId = false;
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.TRACE_ID -> traceId = traceId(reader);
        case SpanFields.SPAN_ID -> {
          checkSpanId(reader);
          spanId = true;
        }
        case SpanFields.PARENT_SPAN_ID -> checkParent(reader);
        case SpanFields.TRACE_STATE -> Utf8.check(reader, "trace_state");
        case SpanFields.NAME -> {
          Utf8.check(reader, "name");
          nameFrom = reader.contentStart();
          nameTo = reader.position();
        }
        case SpanFields.KIND -> kind = (int) reader.varint();
        case SpanFields.START -> start = reader.fixed64();
        case SpanFields.END -> end = reader.fixed64();
        case SpanFields.ATTRIBUTES -> {
          int outer = reader.enter();
          attribute.read(reader, "attributes");
          reader.leave(outer);
          sink.accept(attribute);
        }
        case SpanFields.EVENTS -> {
          int outer = reader.enter();
          event(reader);
          reader.leave(outer);
        }
        case SpanFields.LINKS -> {
          int outer = reader.enter();
          link(reader);
          reader.leave(outer);
        }
        case SpanFields.STATUS -> {
          int outer = reader.enter();
          status(reader);
          reader.leave(outer);
        }
        default -> reader.skip(tag);
      }
    }
    if (!traceId.isValid()) {
      throw new SpanRejection(SpanRejection.Reason.TRACE_ID, "trace_id", "none", TRACE_ID_FORM);
    }
    if (!spanId) {
      throw new SpanRejection(SpanRejection.Reason.SPAN_ID, "span_id", "none", SPAN_ID_FORM);
    }
    checkTimes();
  }

  TraceId traceId() {
    return traceId;
  }

  String name() {
    return new String(buffer, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
  }

  long nameHash() {
    return Tokens.hash(buffer, nameFrom, nameTo);
  }

  int kind() {
    return kind;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  boolean isError() {
    return error;
  }

  private void checkTimes() {
    checkTime("start_time_unix_nano", start);
    checkTime("end_time_unix_nano", end);
    if (end < start) {
      throw new SpanRejection(SpanRejection.Reason.TIME, "end_time_unix_nano", Long.toString(end),
          "at least start_time_unix_nano, " + start);
    }
  }

  private static void checkTime(String field, long time) {
    if (time < 0) {
      throw new SpanRejection(SpanRejection.Reason.TIME, field, Long.toUnsignedString(time),
          "at most " + Long.MAX_VALUE);
    }
  }

  private static TraceId traceId(ProtoReader reader) {
    int end = reader.skipLength();
    int from = reader.contentStart();
    if (end - from == TraceId.BYTES) {
      TraceId id = TraceId.of(reader.buffer(), from);
      if (id.isValid()) {
        return id;
      }
    }
    throw new SpanRejection(SpanRejection.Reason.TRACE_ID, "trace_id", hex(reader, end),
        TRACE_ID_FORM);
  }

  private static void checkSpanId(ProtoReader reader) {
    int end = reader.skipLength();
    int from = reader.contentStart();
    if (end - from != SpanIds.BYTES || SpanIds.of(reader.buffer(), from) == SpanIds.NONE) {
      throw new SpanRejection(SpanRejection.Reason.SPAN_ID, "span_id", hex(reader, end),
          SPAN_ID_FORM);
    }
  }

  private static void checkParent(ProtoReader reader) {
    int end = reader.skipLength();
    int length = end - reader.contentStart();
    if (length != 0 && length != SpanIds.BYTES) {
      throw new SpanRejection(SpanRejection.Reason.PARENT_SPAN_ID, "parent_span_id",
          hex(reader, end), "empty or 8 bytes");
    }
  }

  private static String hex(ProtoReader reader, int end) {
    int from = reader.contentStart();
    int length = end - from;
    if (length == 0) {
      return "empty";
    }
    return length > 32
        ? length + " bytes"
        : HexFormat.of().formatHex(reader.buffer(), from, end) + " (" + length + " bytes)";
  }

  private void event(ProtoReader reader) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.EVENT_NAME -> Utf8.check(reader, "events.name");
        case SpanFields.EVENT_ATTRIBUTES -> {
          int outer = reader.enter();
          attribute.check(reader, "events.attributes");
          reader.leave(outer);
        }
        default -> reader.skip(tag);
      }
    }
  }

  private void link(ProtoReader reader) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.LINK_TRACE_STATE -> Utf8.check(reader, "links.trace_state");
        case SpanFields.LINK_ATTRIBUTES -> {
          int outer = reader.enter();
          attribute.check(reader, "links.attributes");
          reader.leave(outer);
        }
        default -> reader.skip(tag);
      }
    }
  }

  private void status(ProtoReader reader) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.STATUS_MESSAGE -> Utf8.check(reader, "status.message");
        case SpanFields.STATUS_CODE -> error = (int) reader.varint() == STATUS_ERROR;
        default -> reader.skip(tag);
      }
    }
  }
}
