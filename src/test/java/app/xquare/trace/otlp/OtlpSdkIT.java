package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.UnavailableException;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exporters that agents have inside. */
class OtlpSdkIT {
  /** Only a fault reaches it: retries have their time in it, too. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static Receivers receivers;

  @BeforeAll
  static void start() {
    receivers = new Receivers();
  }

  @AfterAll
  static void stop() {
    receivers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void sendsOverGrpcAndHttp(String compression) throws Exception {
    for (SpanExporter exporter : List.of(
        OtlpGrpcSpanExporter.builder().setEndpoint("http://127.0.0.1:" + receivers.grpcPort())
            .setTimeout(PATIENCE).setCompression(compression).build(),
        OtlpHttpSpanExporter.builder().setEndpoint(receivers.http("/v1/traces").toString())
            .setTimeout(PATIENCE).setCompression(compression).build())) {
      try (SdkTracerProvider provider = provider(exporter)) {
        var span = provider.get("test").spanBuilder("구매 buy").setSpanKind(SpanKind.SERVER)
            .setAttribute("n", 7).startSpan();
        span.end();
        assertThat(provider.forceFlush().join(180, TimeUnit.SECONDS).isSuccess()).isTrue();
        byte[] taken = receivers.taken.poll(180, TimeUnit.SECONDS);
        var sent = ExportTraceServiceRequest.parseFrom(taken).getResourceSpans(0)
            .getScopeSpans(0).getSpans(0);
        assertThat(sent.getName()).isEqualTo("구매 buy");
        assertThat(sent.getTraceId().asReadOnlyByteBuffer())
            .isEqualTo(ByteBuffer.wrap(span.getSpanContext().getTraceIdBytes()));
      }
    }
  }

  @Test
  void theHttpExporterComesBackWhenToldSo() throws Exception {
    var accept = receivers.ingest;
    receivers.ingest = onceUnavailable();
    try (SdkTracerProvider provider = provider(OtlpHttpSpanExporter.builder()
        .setEndpoint(receivers.http("/v1/traces").toString()).setTimeout(PATIENCE).build())) {
      provider.get("test").spanBuilder("again").startSpan().end();
      assertThat(provider.forceFlush().join(180, TimeUnit.SECONDS).isSuccess()).isTrue();
      byte[] first = receivers.taken.poll(180, TimeUnit.SECONDS);
      assertThat(receivers.taken.poll(180, TimeUnit.SECONDS)).isEqualTo(first);
    } finally {
      receivers.ingest = accept;
    }
  }

  /** With gRPC's own retries: the exporter's sender over a managed channel does not retry. */
  @Test
  void aGrpcClientComesBackWhenToldSo() throws Exception {
    var accept = receivers.ingest;
    receivers.ingest = onceUnavailable();
    ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", receivers.grpcPort())
        .usePlaintext().enableRetry()
        .defaultServiceConfig(Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()),
            "retryPolicy",
            Map.of("maxAttempts", 3.0, "initialBackoff", "0.1s", "maxBackoff", "1s",
                "backoffMultiplier", 2.0, "retryableStatusCodes", List.of("UNAVAILABLE"))))))
        .build();
    try {
      TraceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(180, TimeUnit.SECONDS)
          .export(ExportTraceServiceRequest.getDefaultInstance());
      assertThat(receivers.taken.poll(180, TimeUnit.SECONDS)).isEmpty();
      assertThat(receivers.taken.poll(180, TimeUnit.SECONDS)).isEmpty();
    } finally {
      receivers.ingest = accept;
      channel.shutdownNow();
    }
  }

  private static Function<byte[], CompletableFuture<IngestResult>> onceUnavailable() {
    var accept = receivers.ingest;
    AtomicInteger requests = new AtomicInteger();
    return request -> requests.getAndIncrement() > 0
        ? accept.apply(request)
        : CompletableFuture
            .failedFuture(new UnavailableException("full", Duration.ofMillis(10), null));
  }

  @Test
  void tracesGoOnBesideMetricsThatAreRefused() throws Exception {
    for (boolean grpc : new boolean[]{true, false}) {
      String grpcEndpoint = "http://127.0.0.1:" + receivers.grpcPort();
      MetricExporter metrics = grpc
          ? OtlpGrpcMetricExporter.builder().setEndpoint(grpcEndpoint).setTimeout(PATIENCE).build()
          : OtlpHttpMetricExporter.builder()
              .setEndpoint(receivers.http("/v1/metrics").toString()).setTimeout(PATIENCE).build();
      SpanExporter traces = grpc
          ? OtlpGrpcSpanExporter.builder().setEndpoint(grpcEndpoint).setTimeout(PATIENCE).build()
          : OtlpHttpSpanExporter.builder().setEndpoint(receivers.http("/v1/traces").toString())
              .build();
      try (SdkTracerProvider provider = provider(traces);
          SdkMeterProvider meters = SdkMeterProvider.builder()
              .registerMetricReader(PeriodicMetricReader.create(metrics)).build()) {
        meters.get("test").counterBuilder("c").build().add(1, Attributes.empty());
        for (int i = 0; i < 3; i++) {
          // Whether a refused export counts as a success is the SDK's to say.
          meters.forceFlush().join(180, TimeUnit.SECONDS);
          provider.get("test").spanBuilder("beside").startSpan().end();
          assertThat(provider.forceFlush().join(180, TimeUnit.SECONDS).isSuccess()).isTrue();
          assertThat(receivers.taken.poll(180, TimeUnit.SECONDS)).isNotNull();
        }
      }
    }
  }

  private static SdkTracerProvider provider(SpanExporter exporter) {
    return SdkTracerProvider.builder()
        .setResource(Resource.create(Attributes.builder().put("service.name", "sdk").build()))
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build()).build();
  }
}
