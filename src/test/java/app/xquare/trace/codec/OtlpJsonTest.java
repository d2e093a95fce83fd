package app.xquare.trace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.testing.Counts;
import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpJsonTest {
  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    for (int seed = 0; seed < Counts.sample(300, 10_000); seed++) {
      var message = (ExportTraceServiceRequest) new RandomMessages(new Random(seed))
          .message(ExportTraceServiceRequest.newBuilder(), 0);
      byte[] json = OtlpJson.toJson(message.toByteArray());
      assertThat(ExportTraceServiceRequest.parseFrom(OtlpJson.toProtobuf(json)))
          .as("seed %s: %s", seed, new String(json, UTF_8)).isEqualTo(message);
    }
  }

  @Test
  void writesTheFormOfTheSpecification() {
    var request = request(Span.newBuilder()
        .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
        .setSpanId(ByteString.fromHex("eee19b7ec3c1b174")).setName("가 \"x\"")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER).setStartTimeUnixNano(-1).setFlags(-1)
        .addAttributes(RandomMessages.attribute("a", AnyValue.newBuilder().setIntValue(-7)))
        .addAttributes(RandomMessages.attribute("b",
            AnyValue.newBuilder().setBytesValue(ByteString.fromHex("fbff"))))
        .addAttributes(
            RandomMessages.attribute("c", AnyValue.newBuilder().setDoubleValue(Double.NaN)))
        .addAttributes(RandomMessages.attribute("d", AnyValue.newBuilder().setStringValue(""))));
    assertThat(new String(OtlpJson.toJson(request.toByteArray()), UTF_8)).isEqualTo(
        """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{\
            "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",\
            "flags":4294967295,"name":"가 \\"x\\"","kind":2,"startTimeUnixNano":"18446744073709551615","attributes":[\
            {"key":"a","value":{"intValue":"-7"}},{"key":"b","value":{"bytesValue":"+/8="}},\
            {"key":"c","value":{"doubleValue":"NaN"}},{"key":"d","value":{"stringValue":""}}]}]}]}]}""");
    assertThat(new String(OtlpJson.toJson(ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(2)
            .setErrorMessage("why"))
        .build()), UTF_8))
        .isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"why\"}}");
  }

  @Test
  void partsOfAMessageThatLieApartAreOne() {
    byte[] twice = HexFormat.of().parseHex("0a060a000a021003");
    assertThat(new String(OtlpJson.toJson(twice), UTF_8))
        .isEqualTo("{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":3}}]}");
  }

  @Test
  void showsWhatItKnowsOfBytesAndRefusesBrokenOnes() {
    assertThat(new String(OtlpJson.toJson(new byte[0]), UTF_8)).isEqualTo("{}");
    byte[] unknownField = HexFormat.of().parseHex("fa07020a00");
    assertThat(new String(OtlpJson.toJson(unknownField), UTF_8)).isEqualTo("{}");
    byte[] cutOff = HexFormat.of().parseHex("0a05");
    assertThatExceptionOfType(ProtoException.class).isThrownBy(() -> OtlpJson.toJson(cutOff));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "\"traceId\":\"5B8EFFf798038103d269b633813fc60c\"|trace_id: \"[\\216\\377\\367\\230\\003\\201\\003\\322i\\2663\\201?\\306\\f\"",
      "\"traceId\":\"\"|``", "\"traceId\":null|``", "\"trace_id\":\"aa\"|``",
      "\"nobodyKnows\":{\"traceId\":[1,{}]},\"name\":\"n\"|name: \"n\"",
      "\"name\":\"n\",\"name\":\"m\"|name: \"m\"", "\"name\":\"n\",\"name\":null|``",
      "\"status\":{\"message\":\"a\"},\"name\":\"n\",\"status\":{\"code\":2}|name: \"n\" status { code: STATUS_CODE_ERROR }",
      "\"links\":[{\"flags\":1}],\"events\":[{}],\"links\":[{\"flags\":2}]|events { } links { flags: 2 }",
      "\"attributes\":[{\"value\":{\"intValue\":1,\"stringValue\":\"s\"}}]|attributes { value { string_value: \"s\" } }",
      "\"attributes\":[{\"value\":{\"arrayValue\":{\"values\":[{\"intValue\":1}]},\"intValue\":\"2\"}}]|attributes { value { int_value: 2 } }",
      "\"attributes\":[{\"value\":{\"doubleValue\":1}},{\"value\":{\"doubleValue\":\"-Infinity\"}}]|attributes { value { double_value: 1.0 } } attributes { value { double_value: -Infinity } }",
      "\"attributes\":[{\"value\":{\"bytesValue\":\"-_8\"}}]|attributes { value { bytes_value: \"\\373\\377\" } }",
      "\"attributes\":[{\"value\":{\"stringValue\":\"\\ud83d\\ude00\\ud83d.\"}}]|attributes { value { string_value: \"\\360\\237\\230\\200\\357\\277\\275.\" } }",
      "\"startTimeUnixNano\":1,\"endTimeUnixNano\":\"18446744073709551615\"|start_time_unix_nano: 1 end_time_unix_nano: 18446744073709551615",
      "\"startTimeUnixNano\":1.5e3|start_time_unix_nano: 1500", "\"kind\":77|kind: 77",
      "\"attributes\":[{\"value\":{\"intValue\":\"-9223372036854775808\"}}]|attributes { value { int_value: -9223372036854775808 } }"})
  void reads(String json, String expected) throws Exception {
    var span = ExportTraceServiceRequest.parseFrom(OtlpJson.toProtobuf(inSpan(json)))
        .getResourceSpans(0).getScopeSpans(0).getSpans(0);
    var same = Span.newBuilder();
    TextFormat.merge(expected == null
        ? ""
        : expected.replace("-Infinity",
            "-inf"),
        same);
    assertThat(span).isEqualTo(same.build());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "\"traceId\":\"5b8e\",\"spanId\":\"xy\"|spanId: \"xy\" (expected: hexadecimal digits, two for each byte)",
      "\"traceId\":\"abc\"|traceId: \"abc\" (expected: hexadecimal digits, two for each byte)",
      "\"traceId\":5|traceId: 5 (expected: a string of hexadecimal digits, two for each byte)",
      "\"kind\":\"SPAN_KIND_SERVER\"|kind: \"SPAN_KIND_SERVER\" (expected: an integer (OTLP JSON has no names of enum values))",
      "\"name\":7|name: 7 (expected: a string)", "\"name\":{}|name: an object (expected: a string)",
      "\"name\":[]|name: an array (expected: a string)",
      "\"startTimeUnixNano\":\"soon\"|startTimeUnixNano: \"soon\" (expected: an integer from 0 to 18446744073709551615)",
      "\"startTimeUnixNano\":-1|startTimeUnixNano: -1 (expected: an integer from 0 to 18446744073709551615)",
      "\"startTimeUnixNano\":1.5|startTimeUnixNano: 1.5 (expected: an integer from 0 to 18446744073709551615)",
      "\"startTimeUnixNano\":true|startTimeUnixNano: true (expected: an integer from 0 to 18446744073709551615)",
      "\"flags\":4294967296|flags: 4294967296 (expected: an integer from 0 to 4294967295)",
      "\"events\":{}|events: an object (expected: an array)",
      "\"events\":[{},7]|events[1]: 7 (expected: an object)",
      "\"events\":[null]|events[0]: null (expected: an object)",
      "\"status\":[]|status: an array (expected: an object)",
      "\"attributes\":[{\"value\":{\"boolValue\":\"true\"}}]|attributes[0].value.boolValue: \"true\" (expected: true or false)",
      "\"attributes\":[{\"value\":{\"doubleValue\":\"big\"}}]|attributes[0].value.doubleValue: \"big\" (expected: a number, \"NaN\", \"Infinity\" or \"-Infinity\")",
      "\"attributes\":[{\"value\":{\"doubleValue\":1e999}}]|attributes[0].value.doubleValue: 1e999 (expected: a number, \"NaN\", \"Infinity\" or \"-Infinity\")",
      "\"attributes\":[{\"value\":{\"intValue\":true}}]|attributes[0].value.intValue: true (expected: an integer from -9223372036854775808 to 9223372036854775807)",
      "\"attributes\":[{\"value\":{\"intValue\":\"many\"}}]|attributes[0].value.intValue: \"many\" (expected: an integer from -9223372036854775808 to 9223372036854775807)",
      "\"attributes\":[{\"value\":{\"bytesValue\":\"*\"}}]|attributes[0].value.bytesValue: \"*\" (expected: base64)"})
  void refusesNamingThePlace(String json, String expected) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> OtlpJson.toProtobuf(inSpan(json)))
        .withMessage("resourceSpans[0].scopeSpans[0].spans[0]." + expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "[]|body: an array (expected: a JSON object with resourceSpans)",
      "7|body: 7 (expected: a JSON object with resourceSpans)",
      "``|body: nothing (expected: a JSON object with resourceSpans)",
      "{} {}|body: an object (expected: nothing after the first document)"})
  void refusesADocumentThatIsNoRequest(String json, String expected) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> OtlpJson.toProtobuf(json.getBytes(UTF_8))).withMessage(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"resourceSpans\":[{\"scopeSpans\":[", "{'resourceSpans':[]}",
      "{\"resourceSpans\":[}", "nope"})
  void refusesMalformedJson(String json) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> OtlpJson.toProtobuf(json.getBytes(UTF_8)))
        .withMessageEndingWith("(expected: well-formed JSON)").withMessageContaining("at byte");
  }

  @Test
  void refusesNestingWithoutEnd() {
    String value = "{\"arrayValue\":{\"values\":[".repeat(100_000);
    assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> OtlpJson
        .toProtobuf(inSpan("\"attributes\":[{\"key\":\"deep\",\"value\":" + value)))
        .withMessageContaining("attributes[0].value.arrayValue.values[0].arrayValue")
        .withMessageEndingWith("(expected: at most 128 messages inside each other)");
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(
            () -> OtlpJson.toProtobuf(("{\"unknown\":" + "[".repeat(100_000)).getBytes(UTF_8)));
  }

  @Test
  void manyKeysTwiceCostNoMoreThanTheirLength() throws Exception {
    var json = new StringBuilder("\"events\":[{}").append(",{}".repeat(500_000)).append(']');
    json.append(",\"name\":\"n\"".repeat(200_000));
    var span = ExportTraceServiceRequest.parseFrom(OtlpJson.toProtobuf(inSpan(json.toString())))
        .getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getEventsCount()).isEqualTo(500_001);
    assertThat(span.getName()).isEqualTo("n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"resourceSpans\":[{}]}\n{\"resourceSpans\":[{},{}]}\n",
      "[{\"resourceSpans\":[{}]},{\"resourceSpans\":[{},{}]}]",
      " {\"resourceSpans\":[{}]} {\"resourceSpans\":\n[{},{}]}"})
  void readsAFileOfDocuments(String file) throws Exception {
    List<Integer> counts = new ArrayList<>();
    for (byte[] request : all(file)) {
      counts.add(ExportTraceServiceRequest.parseFrom(request).getResourceSpansCount());
    }
    assertThat(counts).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{} {} {\"resourceSpans\":7}|[2].resourceSpans: 7 (expected: an array)",
      "[{},{\"resourceSpans\":[7]}]|[1].resourceSpans[0]: 7 (expected: an object)",
      "{\"resourceSpans\":7}|resourceSpans: 7 (expected: an array)",
      "[{}] {}|[1]: an object (expected: nothing after the array)",
      "{} 7|[1]: 7 (expected: a JSON object with resourceSpans)"})
  void namesTheDocumentOfAFile(String file, String expected) {
    assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> all(file))
        .withMessage(expected);
  }

  @Test
  void anEmptyFileHasNoDocuments() {
    assertThat(all("")).isEmpty();
    assertThat(all("[]")).isEmpty();
  }

  private static List<byte[]> all(String file) {
    List<byte[]> requests = new ArrayList<>();
    OtlpJson.readAll(new ByteArrayInputStream(file.getBytes(UTF_8)), requests::add);
    return requests;
  }

  private static byte[] inSpan(String json) {
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + json + "}]}]}]}")
        .getBytes(UTF_8);
  }

  private static ExportTraceServiceRequest request(Span.Builder span) {
    return ExportTraceServiceRequest.newBuilder().addResourceSpans(
        ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span))).build();
  }
}
