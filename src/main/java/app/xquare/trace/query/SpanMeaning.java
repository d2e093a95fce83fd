package app.xquare.trace.query;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeValue;
import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanDetails;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;

/**
 * What a span says, however it was written: equal for two spans that differ only in what is left out
 * and what is written as the default (an empty status, a zero, an empty text), in the order of their
 * attributes, which OpenTelemetry's data model does not have, or in fields that are not known here.
 */
final class SpanMeaning {
  /** Of keys that were sent twice the first is shown, so these keep their order. */
  private static final Comparator<Attribute> BY_KEY = Comparator.comparing(Attribute::key);

  private SpanMeaning() {}

  private record Value(String key, Object value) {}

  private record Entries(List<Value> values) {}

  /** Decodes the whole span. */
  static Object of(Span span) {
    SpanDetails details = span.details();
    Resource resource = span.resource();
    Scope scope = span.scope();
    return List.of(span.traceId(), span.spanId(), span.parentSpanId(), span.name(), span.kind(),
        span.startUnixNano(), span.endUnixNano(), span.status(), details.statusMessage(),
        details.traceState(), details.flags(), details.droppedAttributesCount(),
        details.droppedEventsCount(), details.droppedLinksCount(), of(details.attributes()),
        details.events().stream()
            .map(event -> List.of(event.timeUnixNano(), event.name(),
                event.droppedAttributesCount(), of(event.attributes())))
            .toList(),
        details.links().stream()
            .map(link -> List.of(link.traceId(), link.spanId(), link.traceState(),
                link.droppedAttributesCount(), link.flags(), of(link.attributes())))
            .toList(),
        resource.schemaUrl(), of(resource.attributes()), scope.name(), scope.version(),
        scope.schemaUrl(), of(scope.attributes()));
  }

  private static Entries of(List<Attribute> attributes) {
    return new Entries(attributes.stream().sorted(BY_KEY)
        .map(attribute -> new Value(attribute.key(), of(attribute.value()))).toList());
  }

  private static Object of(AttributeValue value) {
    return switch (value) {
      case AttributeValue.BytesValue(byte[] bytes) -> ByteBuffer.wrap(bytes);
      case AttributeValue.ArrayValue(List<AttributeValue> values) ->
        values.stream().map(SpanMeaning::of).toList();
      case AttributeValue.MapValue(List<Attribute> entries) -> of(entries);
      default -> value;
    };
  }
}
