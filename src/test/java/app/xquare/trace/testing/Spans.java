package app.xquare.trace.testing;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeValue;
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
import java.util.Base64;
import java.util.List;

/**
 * Builds one span in memory: {@code Spans.span(1).service("cart").at(0, 100).build()}. What is not
 * said is: trace {@link #TRACE}, a root, service "app", operation "op", kind INTERNAL, status UNSET.
 */
public final class Spans {
  public static final TraceId TRACE = new TraceId(0x0af7651916cd43ddL, 0x8448eb211c80319cL);
  public static final Scope SCOPE = new Scope("test", "1", List.of(), "");

  /** What {@link #at} counts from: 2026-01-01T00:00:00Z. */
  public static final long EPOCH = 1_767_225_600_000_000_000L;

  private final long id;
  private TraceId traceId = TRACE;
  private long parent = SpanIds.NONE;
  private String name = "op";
  private SpanKind kind = SpanKind.INTERNAL;
  private StatusCode status = StatusCode.UNSET;
  private String statusMessage = "";
  private long start = EPOCH;
  private long end = EPOCH;
  private Resource resource = resource("app");
  private Scope scope = SCOPE;
  private final List<Attribute> attributes = new ArrayList<>();
  private final List<SpanEvent> events = new ArrayList<>();
  private final List<SpanLink> links = new ArrayList<>();

  private Spans(long id) {
    this.id = id;
  }

  public static Spans span(long id) {
    return new Spans(id);
  }

  /** A resource whose first attribute is {@code service.name}; then keys and texts in turn. */
  public static Resource resource(String service, String... keysAndTexts) {
    List<Attribute> all = new ArrayList<>();
    all.add(text(Resource.SERVICE_NAME, service));
    for (int i = 0; i < keysAndTexts.length; i += 2) {
      all.add(text(keysAndTexts[i], keysAndTexts[i + 1]));
    }
    return new Resource(service, List.copyOf(all), "");
  }

  public static Attribute text(String key, String value) {
    return new Attribute(key, new AttributeValue.StringValue(value));
  }

  public Spans trace(TraceId value) {
    traceId = value;
    return this;
  }

  public Spans parent(long spanId) {
    parent = spanId;
    return this;
  }

  public Spans name(String value) {
    name = value;
    return this;
  }

  public Spans kind(SpanKind value) {
    kind = value;
    return this;
  }

  public Spans service(String service) {
    return resource(resource(service));
  }

  public Spans resource(Resource value) {
    resource = value;
    return this;
  }

  public Spans scope(Scope value) {
    scope = value;
    return this;
  }

  /** Start and end in nanoseconds after {@link #EPOCH}. */
  public Spans at(long startNanos, long endNanos) {
    return times(EPOCH + startNanos, EPOCH + endNanos);
  }

  public Spans times(long startUnixNano, long endUnixNano) {
    start = startUnixNano;
    end = endUnixNano;
    return this;
  }

  public Spans error() {
    return status(StatusCode.ERROR, "");
  }

  public Spans status(StatusCode code, String message) {
    status = code;
    statusMessage = message;
    return this;
  }

  public Spans attribute(String key, String value) {
    return attribute(key, new AttributeValue.StringValue(value));
  }

  public Spans attribute(String key, long value) {
    return attribute(key, new AttributeValue.LongValue(value));
  }

  public Spans attribute(String key, AttributeValue value) {
    attributes.add(new Attribute(key, value));
    return this;
  }

  public Spans event(long nanosAfterEpoch, String eventName, Attribute... eventAttributes) {
    events.add(new SpanEvent(EPOCH + nanosAfterEpoch, eventName, List.of(eventAttributes), 0));
    return this;
  }

  public Spans link(TraceId linkedTrace, long linkedSpan, Attribute... linkAttributes) {
    links.add(new SpanLink(linkedTrace, linkedSpan, "", List.of(linkAttributes), 0, 0));
    return this;
  }

  public Span build() {
    SpanDetails details = new SpanDetails(List.copyOf(attributes), List.copyOf(events),
        List.copyOf(links), statusMessage, "", 0, 0, 0, 0);
    StringBuilder bytes = new StringBuilder(256);
    bytes.append(traceId).append(SpanIds.hex(id)).append(SpanIds.hex(parent)).append(name)
        .append('\0').append(kind).append(status).append(statusMessage).append('\0').append(start)
        .append(' ').append(end);
    append(bytes, attributes);
    events.forEach(event -> append(bytes.append(event.timeUnixNano()).append(event.name()),
        event.attributes()));
    links.forEach(link -> append(bytes.append(link.traceId()).append(link.spanId()),
        link.attributes()));
    append(bytes, resource.attributes());
    append(bytes.append(scope.name()).append(scope.version()), scope.attributes());
    return new Span(traceId, id, parent, name, kind, start, end, status, resource, scope,
        new MemorySource(details, bytes.toString()));
  }

  private static void append(StringBuilder bytes, List<Attribute> list) {
    for (Attribute attribute : list) {
      bytes.append('\0').append(attribute.key()).append('=');
      append(bytes, attribute.value());
    }
    bytes.append('\0');
  }

  private static void append(StringBuilder bytes, AttributeValue value) {
    switch (value) {
      case AttributeValue.BytesValue(byte[] raw) ->
        bytes.append(Base64.getEncoder().encodeToString(raw));
      case AttributeValue.ArrayValue(List<AttributeValue> values) ->
        values.forEach(element -> append(bytes, element));
      case AttributeValue.MapValue(List<Attribute> entries) -> append(bytes, entries);
      default -> bytes.append(value);
    }
  }
}
