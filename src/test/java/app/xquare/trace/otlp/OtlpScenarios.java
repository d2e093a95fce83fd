package app.xquare.trace.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.xquare.trace.codec.OtlpJson;
import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.RunningApplication;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** From the wire to the store, in the whole application; the same on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OtlpScenarios {
  private static final long NOW = 1_767_225_600_000_000_000L;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private RunningApplication application;
  private OtlpSender sender;

  /** The setting that chooses the engine. */
  abstract String store();

  @BeforeAll
  void start() {
    application = RunningApplication.start(store());
    sender = new OtlpSender(grpcPort());
  }

  @AfterAll
  void stop() {
    sender.close();
    application.close();
  }

  @Test
  void whatAnSdkSentIsThereAfterARestart() {
    List<String> traces = new ArrayList<>();
    for (String compression : List.of("none", "gzip")) {
      traces.add(export(OtlpGrpcSpanExporter.builder()
          .setEndpoint("http://127.0.0.1:" + grpcPort()).setTimeout(PATIENCE)
          .setCompression(compression).build()));
      traces.add(
          export(OtlpHttpSpanExporter.builder().setEndpoint(http().toString()).setTimeout(PATIENCE)
              .setCompression(compression).build()));
    }
    assertStored(traces);
    stop();
    start();
    assertStored(traces);
  }

  private String export(SpanExporter exporter) {
    try (SdkTracerProvider provider = SdkTracerProvider.builder()
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build()).build()) {
      var span = provider.get("test").spanBuilder("from the SDK").startSpan();
      span.end();
      assertThat(provider.forceFlush().join(180, TimeUnit.SECONDS).isSuccess()).isTrue();
      return span.getSpanContext().getTraceId();
    }
  }

  private void assertStored(List<String> traces) {
    for (String trace : traces) {
      assertThat(application.get("/api/v1/traces/" + trace).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void eachPortServesItsOwn() {
    assertThat(application.get("/v1/traces").statusCode()).isEqualTo(404);
    var api = HttpRequest.newBuilder(http().resolve("/api/v1/services"));
    assertThat(application.send(api).statusCode()).isEqualTo(404);
  }

  @Test
  void rejectsBadSpansAndKeepsTheGoodOne() throws Exception {
    Span good = span(1).build();
    ByteString traceId = good.getTraceId();
    List<Span> spans = List.of(good,
        span(2).setTraceId(ByteString.fromHex("00".repeat(16))).build(),
        span(3).setTraceId(ByteString.fromHex("0102")).build(),
        span(4).setTraceId(ByteString.EMPTY).build(),
        span(5).setSpanId(ByteString.fromHex("00".repeat(8))).build(),
        span(6).setSpanId(ByteString.fromHex("01")).build(),
        span(7).setParentSpanId(ByteString.fromHex("01")).build(),
        span(8).setEndTimeUnixNano(NOW - 1).build(), notUtf8(), notUtf8());
    ExportTraceServiceRequest request = OtlpSender.request("bad", spans);
    String message = """
        1 span rejected, trace_id: 00000000000000000000000000000000 (16 bytes) (expected: 16 bytes, not all zero)
        1 span rejected, trace_id: 0102 (2 bytes) (expected: 16 bytes, not all zero)
        1 span rejected, trace_id: none (expected: 16 bytes, not all zero)
        1 span rejected, span_id: 0000000000000000 (8 bytes) (expected: 8 bytes, not all zero)
        1 span rejected, span_id: 01 (1 bytes) (expected: 8 bytes, not all zero)
        1 span rejected, parent_span_id: 01 (1 bytes) (expected: empty or 8 bytes)
        1 span rejected, end_time_unix_nano: 1767225599999999999 (expected: at least start_time_unix_nano, 1767225600000000000)
        2 spans rejected, name: not UTF-8 (expected: UTF-8 text)""";
    var expected = ExportTracePartialSuccess.newBuilder().setRejectedSpans(9)
        .setErrorMessage(message).build();
    assertThat(sender.send(request).getPartialSuccess()).isEqualTo(expected);
    assertThat(stored(traceId)).containsExactly(good);
    HttpResponse<byte[]> overHttp = post(OtlpSender.request("bad over HTTP", spans).toByteArray());
    assertThat(overHttp.statusCode()).isEqualTo(200);
    assertThat(ExportTraceServiceResponse.parseFrom(overHttp.body()).getPartialSuccess())
        .isEqualTo(expected);
  }

  /** As Node.js writes an attribute of that size. */
  @Test
  void rejectsASpanWhoseNumberIsNoInt64AndKeepsTheGoodOne() throws Exception {
    Span good = span(50).build();
    String json = new String(OtlpJson.toJson(OtlpSender.request("node", List.of(good, span(51)
        .addAttributes(KeyValue.newBuilder().setKey("big")
            .setValue(AnyValue.newBuilder().setIntValue(4711)))
        .build())).toByteArray()), UTF_8);
    assertThat(json).contains("\"4711\"");
    HttpResponse<byte[]> response = application.send(HttpRequest.newBuilder(http())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json.replace("\"4711\"", "1e+21"))));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), UTF_8)).isEqualTo("{\"partialSuccess\":{"
        + "\"rejectedSpans\":\"1\",\"errorMessage\":\"1 span rejected,"
        + " resourceSpans[0].scopeSpans[0].spans[1].attributes[0].value.intValue: 1e+21"
        + " (expected: an integer from -9223372036854775808 to 9223372036854775807)\"}}");
    assertThat(stored(good.getTraceId())).containsExactly(good);
  }

  @Test
  void rejectsASpanOfSixteenMegabytes() {
    Span large = span(20).addAttributes(OtlpSender.attribute("large", "x".repeat(16 << 20)))
        .build();
    ExportTracePartialSuccess partial = sender.send(OtlpSender.request("large", List.of(large)))
        .getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).matches("1 span rejected, span: 167\\d{5} bytes"
        + " \\(expected: at most 8388608 bytes with its resource and scope\\)");
  }

  @Test
  void takesOddTimesAndManyAttributes() throws Exception {
    Span.Builder many = span(30);
    for (int i = 0; i < 10_000; i++) {
      many.addAttributes(OtlpSender.attribute("key" + i, "value " + i));
    }
    long year2100 = 4_102_444_800_000_000_000L;
    for (Span span : List.of(many.build(),
        span(31).setStartTimeUnixNano(1).setEndTimeUnixNano(2).build(),
        span(32).setStartTimeUnixNano(year2100).setEndTimeUnixNano(year2100 + 1).build())) {
      assertThat(sender.send(OtlpSender.request("odd", List.of(span))))
          .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
      assertThat(stored(span.getTraceId())).containsExactly(span);
    }
  }

  @Test
  void refusesTruncatedProtobuf() throws Exception {
    byte[] whole = OtlpSender.request("cut", List.of(span(40).build())).toByteArray();
    byte[] cut = Arrays.copyOf(whole, whole.length - 3);
    HttpResponse<byte[]> response = post(cut);
    assertThat(response.statusCode()).isEqualTo(400);
    String message = com.google.rpc.Status.parseFrom(response.body()).getMessage();
    assertThat(message).matches("body: byte 1: a field of \\d+ bytes is cut off after \\d+"
        + " \\(expected: an ExportTraceServiceRequest in protobuf\\)");
    var malformed = ExportTraceServiceRequest.newBuilder().setUnknownFields(UnknownFieldSet
        .newBuilder().addField(1, UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFrom(new byte[]{0x12, 0x05})).build())
        .build()).build();
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
        () -> sender.send(malformed));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("body: byte 3: a field of 5 bytes is cut off after 0"
            + " (expected: an ExportTraceServiceRequest in protobuf)");
  }

  private static Span.Builder span(long id) {
    return Span.newBuilder().setTraceId(OtlpSender.traceId(7, id)).setSpanId(OtlpSender.spanId(id))
        .setName("op").setStartTimeUnixNano(NOW).setEndTimeUnixNano(NOW + 1000);
  }

  private static Span notUtf8() {
    return span(9).clearName().setUnknownFields(UnknownFieldSet.newBuilder()
        .addField(Span.NAME_FIELD_NUMBER, UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.fromHex("fffe")).build())
        .build()).build();
  }

  private List<Span> stored(ByteString traceId) throws Exception {
    String hex = HexFormat.of().formatHex(traceId.toByteArray());
    HttpResponse<byte[]> answer = application.get("/api/v1/traces/" + hex + "/otlp", "Accept",
        "application/x-protobuf");
    assertThat(answer.statusCode()).isEqualTo(200);
    return TracesData.parseFrom(answer.body()).getResourceSpans(0).getScopeSpans(0)
        .getSpansList();
  }

  private HttpResponse<byte[]> post(byte[] body) {
    return application.send(HttpRequest.newBuilder(http())
        .header("Content-Type", "application/x-protobuf").POST(BodyPublishers.ofByteArray(body)));
  }

  private int grpcPort() {
    return application.context().getBean(GrpcServerLifecycle.class).getPort();
  }

  private URI http() {
    return URI.create("http://127.0.0.1:"
        + application.context().getBean(OtlpHttpServer.class).port() + "/v1/traces");
  }
}
