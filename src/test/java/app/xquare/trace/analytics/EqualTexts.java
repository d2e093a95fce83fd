package app.xquare.trace.analytics;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;

import app.xquare.trace.testing.OtlpSender;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes requests in which one text stands for a service, an operation, a key and a value. */
final class EqualTexts {
  static final List<String> TEXTS = List.of("zone", "city", "seoul-1", "service.namespace",
      "k8s.namespace.name", "5", "5.0", "true", "", "a\0b", "a\uFFFDb", "주소", "l".repeat(256),
      "l".repeat(257), "db.statement");
  /** Has so many values that only some are kept. */
  static final String ID = "id";

  final Random random;
  private final List<Resource> resources = new ArrayList<>();
  /** In some rounds a key stays below the number of values that are kept, in others it does not. */
  private final int ids;
  private int spans;

  EqualTexts(long seed) {
    random = new Random(seed);
    ids = CatalogRecorder.MAX_VALUES * (1 + random.nextInt(4)) / 2 - 1;
    for (int i = 0; i < 12; i++) {
      Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes());
      if (i > 0) {
        resource.addAttributes(OtlpSender.attribute("service.name", text()));
      }
      resources.add(resource.build());
    }
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  ExportTraceServiceRequest request() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ScopeSpans.Builder scope = ScopeSpans.newBuilder();
      for (int j = random.nextInt(3); j >= 0; j--) {
        scope.addSpans(span());
      }
      request.addResourceSpans(ResourceSpans.newBuilder()
          .setResource(resources.get(random.nextInt(resources.size()))).addScopeSpans(scope));
    }
    return request.build();
  }

  private Span span() {
    Span.Builder span = Span.newBuilder().setTraceId(OtlpSender.traceId(1 + random.nextInt(5), 1))
        .setSpanId(OtlpSender.spanId(++spans)).setName(text()).setKindValue(random.nextInt(6))
        .setStartTimeUnixNano(NOON).setEndTimeUnixNano(NOON + SECOND)
        .addAllAttributes(attributes());
    for (int i = random.nextInt(2) * random.nextInt(50); i > 0; i--) {
      span.addAttributes(OtlpSender.attribute(ID, Integer.toString(random.nextInt(ids))));
    }
    return span.build();
  }

  private List<KeyValue> attributes() {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      attributes.add(KeyValue.newBuilder().setKey(text()).setValue(value()).build());
    }
    return attributes;
  }

  private AnyValue value() {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(8)) {
      case 0 -> value.setIntValue(5);
      case 1 -> value.setBoolValue(true);
      case 2 -> value.setArrayValue(
          ArrayValue.newBuilder().addValues(AnyValue.newBuilder().setStringValue(text()))
              .addValues(AnyValue.newBuilder().setStringValue(text())));
      default -> value.setStringValue(text());
    }
    return value.build();
  }
}
