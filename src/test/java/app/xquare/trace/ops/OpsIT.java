package app.xquare.trace.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.testing.RunningApplication;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see, on a store that is there and on one that is not. */
class OpsIT {
  private static final String ONE_SPAN = """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001",
      "spanId":"0000000000000001","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}""";

  private static JsonNode json(HttpResponse<byte[]> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void aStoreThatIsThere(@TempDir Path data) throws Exception {
    try (RunningApplication application = RunningApplication
        .start("xquare.trace.store.data-directory=" + data)) {
      assertThat(application.importTraces(ONE_SPAN).statusCode()).isEqualTo(200);
      assertThat(application.get("/api/v1/traces").statusCode()).isEqualTo(200);

      JsonNode health = json(application.get("/actuator/health"));
      assertThat(health.at("/status").asString()).isEqualTo("UP");
      assertThat(health.at("/components/store/details/available").asBoolean()).isTrue();
      assertThat(health.at("/components/store/details/partitions").isInt()).isTrue();
      assertThat(health.at("/components/ingest/details/running").asBoolean()).isTrue();
      assertThat(health.at("/components/ingest/details/queueCapacityBytes").asLong()).isPositive();
      assertThat(json(application.get("/actuator/health/readiness")).at("/components")
          .propertyNames()).containsExactlyInAnyOrder("readinessState", "store", "ingest");
      assertThat(json(application.get("/actuator/health/liveness")).at("/components")
          .propertyNames()).containsExactly("livenessState");
      assertThat(json(application.get("/actuator/info")).at("/build/version").asString())
          .isNotEmpty();

      String metrics = text(application.get("/actuator/prometheus"));
      assertThat(metrics).contains("xquare_trace_store_available 1.0",
          "xquare_trace_store_partitions ",
          "xquare_trace_store_spans ", "xquare_trace_store_size_bytes ",
          "xquare_trace_store_usable_bytes ", "xquare_trace_ingest_received_spans_total 1.0",
          "xquare_trace_query_scanned_fragments_count 1",
          "xquare_trace_query_time_seconds_count{outcome=\"success\",query=\"search\"} 1",
          "xquare_trace_query_time_seconds_bucket");
      // One look at the store is good for two seconds, and something may have looked before.
      await().untilAsserted(() -> assertThat(text(application.get("/actuator/prometheus")))
          .contains("xquare_trace_store_partitions 1.0"));
      for (int scrape = 0; scrape < 3; scrape++) {
        assertThat(text(application.get("/actuator/prometheus")))
            .containsOnlyOnce("xquare_trace_store_partition_size_bytes{partition=\"20");
        Thread.sleep(1_100);
      }
    }
  }

  @Test
  void aStoreThatIsNotThereAndComesBack() throws Exception {
    MongoServer server = new MongoServer(new MemoryBackend());
    InetSocketAddress address = server.bind();
    server.shutdownNow();
    String uri = "mongodb://127.0.0.1:" + address.getPort()
        + "/traces?appName=top-secret&serverSelectionTimeoutMS=300&connectTimeoutMS=30000";
    try (RunningApplication application = RunningApplication
        .start("xquare.trace.store.mongo-uri=" + uri)) {
      HttpResponse<byte[]> ready = application.get("/actuator/health/readiness");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(json(ready).at("/components/store/status").asString()).isEqualTo("DOWN");
      assertThat(json(application.get("/actuator/health/liveness")).at("/status").asString())
          .isEqualTo("UP");
      assertThat(text(application.get("/actuator/health"))).doesNotContain("top-secret", "mongodb",
          Integer.toString(address.getPort()));
      assertThat(text(application.get("/actuator/prometheus")))
          .contains("xquare_trace_store_available 0.0", "xquare_trace_store_spans NaN");
      for (HttpResponse<byte[]> answer : List.of(application.get("/api/v1/services"),
          application.get("/api/v1/traces/1"), application.get("/api/v1/traces"),
          application.importTraces(ONE_SPAN))) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElse("0")))
            .isPositive();
        assertThat(json(answer).at("/type").asString())
            .isEqualTo("urn:xquare-trace:problem:unavailable");
        assertThat(text(answer)).doesNotContain("top-secret", "mongodb", "Exception");
      }

      MongoServer back = new MongoServer(new MemoryBackend());
      back.bind(address);
      try {
        await().until(() -> application.get("/actuator/health/readiness").statusCode() == 200);
        assertThat(application.importTraces(ONE_SPAN).statusCode()).isEqualTo(200);
        assertThat(application.get("/api/v1/traces/1").statusCode()).isEqualTo(200);
      } finally {
        back.shutdownNow();
      }
    }
  }
}
