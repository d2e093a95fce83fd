package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.OtlpJson;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import app.xquare.trace.testing.OtlpSender;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWalkTest {
  private static final Span GOOD = Span.newBuilder().setTraceId(OtlpSender.traceId(1, 2))
      .setSpanId(OtlpSender.spanId(3)).setName("GET /").setStartTimeUnixNano(10)
      .setEndTimeUnixNano(20).build();

  private final CatalogRecorder recorder = new CatalogRecorder();

  @Test
  void takesWhatTheIndexNeeds() {
    RequestWalk walk = walk(GOOD.toBuilder()
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
        .addAttributes(OtlpSender.attribute("http.method", "GET"))
        .addAttributes(value("code", AnyValue.newBuilder().setIntValue(500)))
        .addAttributes(value("ratio", AnyValue.newBuilder().setDoubleValue(5.0)))
        .addAttributes(value("tags", AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder()
            .addValues(AnyValue.newBuilder().setStringValue("a"))
            .addValues(AnyValue.newBuilder().setBoolValue(true)))))
        .addAttributes(OtlpSender.attribute("db.statement", "SELECT 1"))
        .addAttributes(OtlpSender.attribute("version", "1.10"))
        .addAttributes(OtlpSender.attribute("left.out", "x"))
        .addAttributes(OtlpSender.attribute("long", "x".repeat(129))).build());
    WalkedSpan span = walk.spans().getFirst();
    assertThat(span.tokens()).containsExactlyInAnyOrder(Tokens.operation("shop", "GET /"),
        Tokens.error("shop"), Tokens.ERROR, Tokens.attribute("shop", "http.method", "GET"),
        Tokens.attribute("shop", "code", "500"), Tokens.attribute("shop", "ratio", "5"),
        Tokens.attribute("shop", "tags", "a"), Tokens.attribute("shop", "tags", "true"),
        Tokens.attribute("shop", "version", "1.10"), Tokens.attribute("shop", "version", "1.1"),
        Tokens.unindexed("left.out"), Tokens.attribute("shop", "long", "x".repeat(129)));
    assertThat(span.resource().tokens()).containsExactlyInAnyOrder(Tokens.service("shop"),
        Tokens.resource(span.wire().resourceHead()));
    assertThat(span.startUnixNano()).isEqualTo(10);
    assertThat(walk.rejections().total()).isZero();
  }

  @Test
  void tooManyAttributesAreMarked() {
    Span.Builder span = GOOD.toBuilder();
    for (int i = 0; i < 10_000; i++) {
      span.addAttributes(OtlpSender.attribute("key" + i, "v"));
    }
    RequestWalk walk = walk(span.build());
    assertThat(walk.spans().getFirst().tokens()).hasSize(IndexPolicy.MAX_ATTRIBUTES + 2)
        .contains(Tokens.OVERFLOW);
  }

  @Test
  void badSpansAreRejectedWithTheirReasonAndTheOthersKept() {
    assertRejected(GOOD.toBuilder().clearTraceId().build(),
        "trace_id: none (expected: 16 bytes, not all zero)");
    assertRejected(GOOD.toBuilder().setTraceId(OtlpSender.traceId(0, 0)).build(),
        "trace_id: 00000000000000000000000000000000 (16 bytes) (expected: 16 bytes, not all zero)");
    assertRejected(GOOD.toBuilder().setTraceId(OtlpSender.spanId(5)).build(),
        "trace_id: 0000000000000005 (8 bytes) (expected: 16 bytes, not all zero)");
    assertRejected(GOOD.toBuilder().setSpanId(OtlpSender.spanId(0)).build(),
        "span_id: 0000000000000000 (8 bytes) (expected: 8 bytes, not all zero)");
    assertRejected(GOOD.toBuilder().clearSpanId().build(),
        "span_id: none (expected: 8 bytes, not all zero)");
    assertRejected(GOOD.toBuilder().setParentSpanId(OtlpSender.spanId(1).substring(2)).build(),
        "parent_span_id: 000000000001 (6 bytes) (expected: empty or 8 bytes)");
    assertRejected(GOOD.toBuilder().setEndTimeUnixNano(9).build(),
        "end_time_unix_nano: 9 (expected: at least start_time_unix_nano, 10)");
    assertRejected(GOOD.toBuilder().setStartTimeUnixNano(-1).build(),
        "start_time_unix_nano: 18446744073709551615 (expected: at most 9223372036854775807)");
    assertRejected(
        GOOD.toBuilder().addAttributes(OtlpSender.attribute("big", "x".repeat(9 << 20))).build(),
        "span: 9437");
    assertRejected(GOOD.toBuilder().addAttributes(value("deep", nested(40))).build(),
        "attributes: nested deeper than 32 (expected: at most 32 levels)");
  }

  @Test
  void textThatIsNotUtf8IsRejectedWhereverItStands() {
    Span bad = GOOD.toBuilder().setName("AAAA").build();
    assertRejectedBytes(bad, "name: not UTF-8 (expected: UTF-8 text)");
    assertRejectedBytes(GOOD.toBuilder().setTraceState("AAAA").build(), "trace_state: not UTF-8");
    assertRejectedBytes(
        GOOD.toBuilder().addAttributes(OtlpSender.attribute("AAAA", "v")).build(),
        "attributes.key: not UTF-8");
    assertRejectedBytes(
        GOOD.toBuilder().addAttributes(OtlpSender.attribute("k", "AAAA")).build(),
        "attributes: not UTF-8");
    assertRejectedBytes(GOOD.toBuilder().addEvents(Span.Event.newBuilder().setName("AAAA")).build(),
        "events.name: not UTF-8");
    assertRejectedBytes(GOOD.toBuilder()
        .addLinks(Span.Link.newBuilder().addAttributes(OtlpSender.attribute("k", "AAAA"))).build(),
        "links.attributes: not UTF-8");
    assertRejectedBytes(
        GOOD.toBuilder().setStatus(Status.newBuilder().setMessage("AAAA")).build(),
        "status.message: not UTF-8");
  }

  @Test
  void aBadResourceTakesOnlyItsOwnSpansWithIt() {
    ExportTraceServiceRequest request = OtlpSender.request("AAAA", List.of(GOOD, GOOD)).toBuilder()
        .mergeFrom(OtlpSender.request("shop", List.of(GOOD))).build();
    RequestWalk walk = walk(damaged(request.toByteArray()));
    assertThat(walk.spans()).hasSize(1);
    assertThat(walk.rejections().message())
        .isEqualTo("2 spans rejected, resource.attributes: not UTF-8 (expected: UTF-8 text)");
  }

  @Test
  void mistakesAreCountedByKind() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i < 15; i++) {
      request.mergeFrom(OtlpSender.request("shop",
          List.of(GOOD.toBuilder().setEndTimeUnixNano(i % 12).setStartTimeUnixNano(50).build())));
    }
    RequestWalk walk = walk(request.build().toByteArray());
    assertThat(walk.rejections().total()).isEqualTo(15);
    assertThat(walk.rejections().message().lines()).hasSize(11)
        .contains(
            "2 spans rejected, end_time_unix_nano: 0 (expected: at least start_time_unix_nano, "
                + "50)",
            "2 spans rejected for other mistakes");
  }

  @Test
  void aLargeResourceAroundManyTracesIsRefusedBeforeItGrows() {
    List<Span> spans = IntStream.rangeClosed(1, 200)
        .mapToObj(trace -> GOOD.toBuilder().setTraceId(OtlpSender.traceId(9, trace)).build())
        .toList();
    byte[] request = OtlpSender.request("s".repeat(1 << 20), spans).toByteArray();
    assertThatThrownBy(() -> walk(request)).isInstanceOf(TooLargeException.class)
        .hasMessageContaining("134217728 bytes");
    byte[] oneTrace = OtlpSender.request("s".repeat(1 << 20), Collections.nCopies(200, GOOD))
        .toByteArray();
    assertThat(walk(oneTrace).storedBytes()).isLessThan(2 << 20);
  }

  @Test
  void timesFarAwayAreKept() {
    assertThat(walk(GOOD.toBuilder().setStartTimeUnixNano(0).setEndTimeUnixNano(0).build()).spans())
        .hasSize(1);
    long year2100 = 4_102_444_800_000_000_000L;
    assertThat(
        walk(GOOD.toBuilder().setStartTimeUnixNano(year2100).setEndTimeUnixNano(year2100).build())
            .spans())
        .hasSize(1);
  }

  private void assertRejected(Span bad, String reason) {
    RequestWalk walk = walk(
        OtlpSender.request("shop", List.of(GOOD, bad, GOOD.toBuilder().setName("last").build()))
            .toByteArray());
    assertThat(walk.spans()).as("the others").hasSize(2);
    assertThat(walk.rejections().total()).isEqualTo(1);
    assertThat(walk.rejections().message()).startsWith("1 span rejected, " + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e+21", "1e21", "-1e+300", "9223372036854775808", "1.5"})
  void onlyTheSpanOfANumberThatIsNoInt64IsRejected(String number) {
    String attributes = """
        "attributes":[{"key":"a","value":{"intValue":1}},{"key":"big","value":{"intValue":%s}}]"""
        .formatted(number);
    String list = """
        "attributes":[{"key":"big","value":{"arrayValue":{"values":[{"intValue":%s}]}}}]"""
        .formatted(number);
    String spans = json(1, "") + "," + json(2, "," + attributes) + "," + json(3, "," + list) + ","
        + json(4, ",\"events\":[{" + attributes + "}]") + ","
        + json(5, ",\"links\":[{" + attributes + "}]") + ","
        // Of a key that is there twice the last counts.
        + json(6, ",\"attributes\":[{\"value\":{\"intValue\":" + number + ",\"intValue\":2}}]");
    RequestWalk walk = walk(OtlpJson.toProtobuf("""
        {"resourceSpans":[{"scopeSpans":[{"spans":[%s]}]},
        {"resource":{%s},"scopeSpans":[{"spans":[%s,%s]}]},
        {"scopeSpans":[{"scope":{%s},"spans":[%s]},{"spans":[%s]}]}]}"""
        .formatted(spans, attributes, json(7, ""), json(8, ""), attributes, json(9, ""),
            json(10, ""))
        .getBytes(StandardCharsets.UTF_8)));
    String reason = ": " + number
        + " (expected: an integer from -9223372036854775808 to 9223372036854775807)";
    assertThat(walk.rejections().message()).isEqualTo(String.join("\n",
        "1 span rejected, resourceSpans[0].scopeSpans[0].spans[1].attributes[1].value.intValue"
            + reason,
        "1 span rejected, resourceSpans[0].scopeSpans[0].spans[2].attributes[0].value.arrayValue"
            + ".values[0].intValue" + reason,
        "1 span rejected, resourceSpans[0].scopeSpans[0].spans[3].events[0].attributes[1].value"
            + ".intValue" + reason,
        "1 span rejected, resourceSpans[0].scopeSpans[0].spans[4].links[0].attributes[1].value"
            + ".intValue" + reason,
        "2 spans rejected, resourceSpans[1].resource.attributes[1].value.intValue" + reason,
        "1 span rejected, resourceSpans[2].scopeSpans[0].scope.attributes[1].value.intValue"
            + reason));
    assertThat(walk.rejections().byReason())
        .containsExactly(Map.entry(SpanRejection.Reason.VALUE, 7));
    assertThat(walk.spans()).extracting(WalkedSpan::traceId).extracting(TraceId::low)
        .containsExactly(1L, 6L, 10L);
  }

  private static String json(int id, String more) {
    return String.format(Locale.ROOT,
        """
            {"traceId":"%032x","spanId":"%016x","name":"n","startTimeUnixNano":"1","endTimeUnixNano":"2"%s}""",
        id, id, more);
  }

  private void assertRejectedBytes(Span bad, String reason) {
    RequestWalk walk = walk(damaged(OtlpSender.request("shop", List.of(GOOD, bad)).toByteArray()));
    assertThat(walk.spans()).hasSize(1);
    assertThat(walk.rejections().message()).startsWith("1 span rejected, " + reason);
  }

  /** Puts bytes that no UTF-8 holds in place of the text {@code AAAA}. */
  private static byte[] damaged(byte[] bytes) {
    int at = ByteString.copyFrom(bytes).toString(StandardCharsets.ISO_8859_1)
        .indexOf("AAAA");
    bytes[at + 1] = (byte) 0xff;
    return bytes;
  }

  private RequestWalk walk(Span span) {
    return walk(OtlpSender.request("shop", List.of(span)).toByteArray());
  }

  private RequestWalk walk(byte[] request) {
    IndexPolicy policy = new IndexPolicy(Set.of("left.out"));
    RequestWalk walk = new RequestWalk(policy, new Resources(policy),
        recorder.observe("20261122"), 8 << 20);
    TracesDataWalk.walk(request, 0, request.length, walk);
    return walk;
  }

  private static KeyValue value(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue.Builder nested(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder().setIntValue(1);
    for (int i = 0; i < depth; i++) {
      value = i % 2 == 0
          ? AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value))
          : AnyValue.newBuilder()
              .setKvlistValue(KeyValueList.newBuilder().addValues(value("k", value)));
    }
    return value;
  }
}
