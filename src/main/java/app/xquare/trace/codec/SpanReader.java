package app.xquare.trace.codec;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanEvent;
import app.xquare.trace.model.SpanIds;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.SpanLink;
import app.xquare.trace.model.StatusCode;
import app.xquare.trace.model.TraceId;
import java.util.ArrayList;
import java.util.List;

/** Decodes stored spans. Lenient: ingest has checked them. */
final class SpanReader {
  private static final TraceId NO_TRACE = new TraceId(0, 0);

  private SpanReader() {}

  /** What search and trees need; the rest stays in the bytes. */
  static Span span(WireSpan wire, Resource resource, Scope scope) {
    TraceId traceId = NO_TRACE;
    long spanId = SpanIds.NONE;
    long parent = SpanIds.NONE;
    String name = "";
    int kind = 0;
    long start = 0;
    long end = 0;
    int status = 0;
    ProtoReader reader = new ProtoReader(wire.buffer(), wire.offset(),
        wire.offset() + wire.length());
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.TRACE_ID -> traceId = traceId(reader);
        case SpanFields.SPAN_ID -> spanId = spanId(reader);
        case SpanFields.PARENT_SPAN_ID -> parent = spanId(reader);
        case SpanFields.NAME -> name = reader.string();
        case SpanFields.KIND -> kind = (int) reader.varint();
        case SpanFields.START -> start = reader.fixed64();
        case SpanFields.END -> end = reader.fixed64();
        case SpanFields.STATUS -> status = statusCode(reader.message());
        default -> reader.skip(tag);
      }
    }
    return new Span(traceId, spanId, parent, name, SpanKind.of(kind), start, end,
        StatusCode.of(status), resource, scope, wire);
  }

  static SpanDetails details(ProtoReader reader) {
    List<Attribute> attributes = new ArrayList<>();
    List<SpanEvent> events = new ArrayList<>();
    List<SpanLink> links = new ArrayList<>();
    String statusMessage = "";
    String traceState = "";
    int flags = 0;
    int droppedAttributes = 0;
    int droppedEvents = 0;
    int droppedLinks = 0;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.ATTRIBUTES -> attributes.add(AttributeReader.attribute(reader.message()));
        case SpanFields.EVENTS -> events.add(event(reader.message()));
        case SpanFields.LINKS -> links.add(link(reader.message()));
        case SpanFields.STATUS -> statusMessage = statusMessage(reader.message());
        case SpanFields.TRACE_STATE -> traceState = reader.string();
        case SpanFields.FLAGS -> flags = reader.fixed32();
        case SpanFields.DROPPED_ATTRIBUTES -> droppedAttributes = (int) reader.varint();
        case SpanFields.DROPPED_EVENTS -> droppedEvents = (int) reader.varint();
        case SpanFields.DROPPED_LINKS -> droppedLinks = (int) reader.varint();
        default -> reader.skip(tag);
      }
    }
    return new SpanDetails(attributes, events, links, statusMessage, traceState, flags,
        droppedAttributes, droppedEvents, droppedLinks);
  }

  private static int statusCode(ProtoReader reader) {
    int code = 0;
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == SpanFields.STATUS_CODE) {
        code = (int) reader.varint();
      } else {
        reader.skip(tag);
      }
    }
    return code;
  }

  private static String statusMessage(ProtoReader reader) {
    String message = "";
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == SpanFields.STATUS_MESSAGE) {
        message = reader.string();
      } else {
        reader.skip(tag);
      }
    }
    return message;
  }

  private static SpanEvent event(ProtoReader reader) {
    long time = 0;
    String name = "";
    List<Attribute> attributes = new ArrayList<>();
    int dropped = 0;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.EVENT_TIME -> time = reader.fixed64();
        case SpanFields.EVENT_NAME -> name = reader.string();
        case SpanFields.EVENT_ATTRIBUTES ->
          attributes.add(AttributeReader.attribute(reader.message()));
        case SpanFields.EVENT_DROPPED -> dropped = (int) reader.varint();
        default -> reader.skip(tag);
      }
    }
    return new SpanEvent(time, name, attributes, dropped);
  }

  private static SpanLink link(ProtoReader reader) {
    TraceId traceId = NO_TRACE;
    long spanId = SpanIds.NONE;
    String traceState = "";
    List<Attribute> attributes = new ArrayList<>();
    int dropped = 0;
    int flags = 0;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.LINK_TRACE_ID -> traceId = traceId(reader);
        case SpanFields.LINK_SPAN_ID -> spanId = spanId(reader);
        case SpanFields.LINK_TRACE_STATE -> traceState = reader.string();
        case SpanFields.LINK_ATTRIBUTES ->
          attributes.add(AttributeReader.attribute(reader.message()));
        case SpanFields.LINK_DROPPED -> dropped = (int) reader.varint();
        case SpanFields.LINK_FLAGS -> flags = reader.fixed32();
        default -> reader.skip(tag);
      }
    }
    return new SpanLink(traceId, spanId, traceState, attributes, dropped, flags);
  }

  private static TraceId traceId(ProtoReader reader) {
    int end = reader.skipLength();
    return end - reader.contentStart() == TraceId.BYTES
        ? TraceId.of(reader.buffer(), reader.contentStart())
        : NO_TRACE;
  }

  private static long spanId(ProtoReader reader) {
    int end = reader.skipLength();
    return end - reader.contentStart() == SpanIds.BYTES
        ? SpanIds.of(reader.buffer(), reader.contentStart())
        : SpanIds.NONE;
  }
}
