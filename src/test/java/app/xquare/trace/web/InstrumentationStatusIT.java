package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.query.SearchPage;
import app.xquare.trace.query.TraceReader;
import app.xquare.trace.query.TraceSearch;
import app.xquare.trace.testing.RunningApplication;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether and since when a workload sends, where every search's budget is one fragment. */
class InstrumentationStatusIT {
  private static final String STATUS = "/api/v1/admin/instrumentation/status?namespace=shop-prod";
  private static final long NOW = System.currentTimeMillis();
  private static RunningApplication application;

  @BeforeAll
  static void start(@TempDir Path data) {
    application = RunningApplication.start("xquare.trace.store.data-directory=" + data,
        "xquare.trace.query.fragment-budget=1");
    for (int minute : new int[]{500, 90, 60, 30, 2, 1}) {
      span(minute, "k8s.deployment.name", "\"stringValue\":\"shop\"");
    }
    span(7, "k8s.deployment.name",
        "\"arrayValue\":{\"values\":[{\"stringValue\":\"x\"},{\"stringValue\":\"list\"}]}");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static JsonNode status(String query, int expected) {
    HttpResponse<byte[]> answer = application.get(STATUS + query);
    JsonNode body = JsonMapper.shared().readTree(answer.body());
    assertThat(answer.statusCode()).as("%s", body).isEqualTo(expected);
    return body;
  }

  @Test
  void sinceWhen() {
    JsonNode status = status("&workload=shop", 200);
    assertThat(status.path("arriving").asBoolean()).isTrue();
    assertThat(status.path("foundBy").asString()).isEqualTo("k8s.deployment.name");
    assertThat(status.path("lastTraceId").asString())
        .isEqualTo("00000000000000000000000000000001");
    assertThat(status.path("sdkLanguage").asString()).isEqualTo("java");
    assertThat(status.path("scopes").toString()).isEqualTo("[\"tomcat@2.30.0\"]");
    long since = Instant.parse(status.path("since").asString()).toEpochMilli();
    assertThat(since).isBetween(NOW - 500 * 60_000L, NOW - 500 * 60_000L + 1_001);
    assertThat(status.path("sinceIsExact").asBoolean()).isTrue();
  }

  @Test
  void anAttributeOfSeveralValues() {
    assertThat(status("&workload=list", 200).path("arriving").asBoolean()).isTrue();
  }

  @Test
  void nobodyAndNonsense() {
    assertThat(status("&workload=nobody", 200).path("arriving").asBoolean()).isFalse();
    status("", 400);
    status("&workload=a%20b", 400);
  }

  @Test
  void whereTimeRunsOutTheAnswerIsABoundOrNone() {
    TraceReader reader = application.context().getBean(TraceReader.class);
    AtomicInteger looks = new AtomicInteger();
    LongSupplier elevenSecondsALook = () -> Duration.ofSeconds(11L * looks.incrementAndGet())
        .toNanos();
    InstrumentationStatusView bound = new WorkloadSpans(endsAfter(3), reader, "shop-prod", "shop",
        elevenSecondsALook).status(NOW * 1_000_000);
    assertThat(bound.arriving()).isTrue();
    assertThat(bound.sinceIsExact()).isFalse();
    assertThatThrownBy(() -> new WorkloadSpans(endsAfter(0), reader, "shop-prod", "shop",
        elevenSecondsALook).status(NOW * 1_000_000)).isInstanceOf(UnavailableException.class);
  }

  /** Answers so many searches whole, and all others without an end. */
  private static TraceSearch endsAfter(int whole) {
    TraceSearch real = application.context().getBean(TraceSearch.class);
    AtomicInteger searches = new AtomicInteger();
    return (query, none) -> {
      if (searches.incrementAndGet() > whole) {
        return new SearchPage(List.of(), false, "more", 1);
      }
      SearchPage page = real.search(query, null);
      while (page.traces().isEmpty() && page.nextCursor() != null) {
        page = real.search(query, page.nextCursor());
      }
      return page;
    };
  }

  private static void span(int minute, String attribute, String value) {
    long millis = NOW - minute * 60_000L;
    application.importTraces(String.format(Locale.ROOT, """
        {"resourceSpans":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"s"}},
        {"key":"k8s.namespace.name","value":{"stringValue":"shop-prod"}},
        {"key":"%s","value":{%s}},
        {"key":"telemetry.sdk.language","value":{"stringValue":"java"}}]},
        "scopeSpans":[{"scope":{"name":"tomcat","version":"2.30.0"},"spans":[
        {"traceId":"%032x","spanId":"0000000000000001","name":"n","kind":2,
        "startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000"}]}]}]}""", attribute, value,
        minute, millis, millis + 5));
  }
}
