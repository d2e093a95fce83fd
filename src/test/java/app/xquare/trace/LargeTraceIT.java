package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.ServerProcess;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Traces of 100,000 spans, and 10,000 deep, in a server with a heap of 512 MB. */
class LargeTraceIT {
  private static final int WIDE = 100_000;
  private static final int DEEP = 10_000;
  private static final int BATCH = 2_000;
  private static final long BEGIN = 1_760_000_000_000_000_000L;

  private static ServerProcess server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = ServerProcess.start(folder.resolve("server.log"), List.of("-Xmx512m"),
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data"))).awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(server.stop()).isIn(0, 143);
  }

  @Test
  void aWideTraceIsStoredAssembledAndPaged() throws Exception {
    String id = send(1, WIDE, span -> span == 1 ? 0 : 1);
    Set<String> seen = new HashSet<>();
    int pages = 0;
    for (Integer offset = 0; offset != null; pages++) {
      JsonNode page = get("/api/v1/traces/" + id + "?limit=10000&offset=" + offset);
      assertThat(page.at("/summary/spanCount").asInt()).isEqualTo(WIDE);
      assertThat(page.at("/totalRows").asInt()).isEqualTo(WIDE);
      assertThat(page.at("/maxDepth").asInt()).isEqualTo(1);
      page.at("/rows").forEach(row -> seen.add(row.at("/spanId").asString()));
      offset = page.at("/nextOffset").isNumber() ? page.at("/nextOffset").asInt() : null;
    }
    assertThat(pages).isEqualTo(WIDE / 10_000);
    assertThat(seen).hasSize(WIDE);
  }

  @Test
  void aDeepTraceIsStoredAssembledAndPaged() throws Exception {
    String id = send(2, DEEP, span -> span - 1);
    JsonNode trace = get("/api/v1/traces/" + id + "?limit=10000");
    assertThat(trace.at("/maxDepth").asInt()).isEqualTo(DEEP - 1);
    for (int row = 0; row < DEEP; row += 999) {
      assertThat(trace.at("/rows/" + row + "/depth").asInt()).isEqualTo(row);
    }
    JsonNode same = get("/api/v1/traces/" + id + "/diff/" + id);
    assertThat(same.at("/paths").isMissingNode()).isFalse();
  }

  @Test
  void aSearchThatFindsLargeTracesAnswers() throws Exception {
    String id = send(3, WIDE, span -> span / 2);
    JsonNode page = get("/api/v1/traces?service=large&attribute=part%3D3&minSpans=100000");
    assertThat(page.at("/traces/0/traceId").asString()).isEqualTo(id);
    assertThat(page.at("/traces/0/spanCount").asInt()).isEqualTo(WIDE);
    HttpResponse<byte[]> otlp = server.get("/api/v1/traces/" + id + "/otlp", "Accept",
        "application/x-protobuf");
    assertThat(TracesData.parseFrom(otlp.body()).getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(scope -> scope.getSpansCount()).sum()).isEqualTo(WIDE);
  }

  private static String send(int trace, int size, IntUnaryOperator parent) {
    try (OtlpSender sender = new OtlpSender(server.grpcPort())) {
      for (int from = 1; from <= size; from += BATCH) {
        List<Span> batch = new ArrayList<>();
        for (int span = from; span < Math.min(from + BATCH, size + 1); span++) {
          batch.add(span(trace, span, parent.applyAsInt(span)));
        }
        assertThat(sender.send(OtlpSender.request("large", batch)).getPartialSuccess()
            .getRejectedSpans()).isZero();
      }
    }
    return String.format(Locale.ROOT, "000000000000000a%016x", trace);
  }

  private static Span span(int trace, int span, int parent) {
    return Span.newBuilder().setTraceId(OtlpSender.traceId(0xa, trace))
        .setSpanId(OtlpSender.spanId(span))
        .setParentSpanId(OtlpSender.spanId(parent).substring(0, parent == 0 ? 0 : 8))
        .setName("step " + span % 50).setStartTimeUnixNano(BEGIN + span * 1_000L)
        .setEndTimeUnixNano(BEGIN + 200_000_000L + span)
        .addAttributes(OtlpSender.attribute("part", Integer.toString(trace)))
        .addAttributes(OtlpSender.attribute("text", "a value of some length, number " + span))
        .build();
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<byte[]> answer = server.get(path);
    assertThat(answer.statusCode()).as(() -> new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
