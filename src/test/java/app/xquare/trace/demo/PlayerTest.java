package app.xquare.trace.demo;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlayerTest {
  private static final long START = 1_795_348_800_000_000_000L;
  private static final int JOURNEYS = 2_000;
  private static List<SpanData> spans = List.of();

  @BeforeAll
  static void play() {
    Collecting exporter = new Collecting();
    Map<Service, OpenTelemetry> services = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      services.put(service,
          OpenTelemetrySdk.builder()
              .setTracerProvider(SdkTracerProvider.builder().setResource(service.resource())
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter)).build())
              .build());
    }
    Player player = new Player(services, new Random(7));
    for (int i = 0; i < JOURNEYS; i++) {
      player.play(START);
    }
    spans = exporter.spans;
  }

  @Test
  void everyJourneyIsOneWholeTrace() {
    Map<String, List<SpanData>> traces = spans.stream().collect(groupingBy(SpanData::getTraceId));
    assertThat(traces).hasSize(JOURNEYS);
    assertThat(traces.values()).allSatisfy(trace -> {
      Map<String, SpanData> byId = trace.stream().collect(toMap(SpanData::getSpanId, s -> s));
      List<SpanData> roots = trace.stream().filter(s -> !s.getParentSpanContext().isValid())
          .toList();
      assertThat(roots).hasSize(1);
      assertThat(trace).filteredOn(s -> s.getParentSpanContext().isValid())
          .allMatch(s -> byId.containsKey(s.getParentSpanId()));
    });
  }

  @Test
  void spansLieWithinTheirParentsExceptForConsumers() {
    Map<String, SpanData> byId = spans.stream().collect(toMap(SpanData::getSpanId, s -> s));
    assertThat(spans).allSatisfy(span -> {
      assertThat(span.getStartEpochNanos()).isBetween(START, span.getEndEpochNanos());
      SpanData parent = byId.get(span.getParentSpanId());
      if (parent != null && span.getKind() != SpanKind.CONSUMER) {
        assertThat(span.getStartEpochNanos()).isGreaterThanOrEqualTo(parent.getStartEpochNanos());
        assertThat(span.getEndEpochNanos()).isLessThanOrEqualTo(parent.getEndEpochNanos());
      }
    });
  }

  @Test
  void showsWhatANewcomerLooksFor() {
    assertThat(values("service.name")).hasSize(Service.values().length);
    assertThat(values("service.namespace")).allMatch(namespace -> namespace.endsWith("-prod"));
    assertThat(values("db.system.name")).containsExactlyInAnyOrder("mysql", "mongodb");
    assertThat(values("messaging.system")).containsExactly("kafka");
    assertThat(spans.stream().map(SpanData::getKind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(SpanKind.values());
    assertThat(spans).anyMatch(
        span -> span.getEndEpochNanos() - span.getStartEpochNanos() > 1_000_000_000L);
    assertThat(spans).filteredOn(span -> !span.getLinks().isEmpty()).hasSizeGreaterThan(10)
        .allMatch(span -> span.getKind() == SpanKind.CONSUMER);
  }

  @Test
  void anExceptionMakesItsSpanAnError() {
    List<SpanData> thrown = spans.stream()
        .filter(
            span -> span.getEvents().stream().map(EventData::getName).anyMatch("exception"::equals))
        .toList();
    assertThat(thrown).hasSizeGreaterThan(20)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
    assertThat(
        thrown.stream().map(s -> s.getAttributes().get(AttributeKey.stringKey("error.type"))))
        .contains("java.lang.NullPointerException", "java.net.http.HttpTimeoutException");
  }

  private static Set<String> values(String key) {
    AttributeKey<String> attribute = AttributeKey.stringKey(key);
    return spans.stream()
        .map(span -> span.getResource().getAttribute(attribute) == null
            ? span.getAttributes().get(attribute)
            : span.getResource().getAttribute(attribute))
        .filter(value -> value != null).collect(Collectors.toSet());
  }

  private static final class Collecting implements SpanExporter {
    private final List<SpanData> spans = new ArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
