package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.codec.OtlpJson;
import app.xquare.trace.testing.RunningApplication;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every endpoint over real HTTP, on spans that were really taken in; the same on every engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiScenarios {
  static final String A = "4bf92f3577b34da6a3ce929d0e0e4736";
  static final String B = "5b8efff798038103d269b633813fc60c";
  static final String C = "00000000000000000000000000c0ffee";
  static final String ODD_SERVICE = "a/b\\c;d?e#f%25 100% 주문";
  static final Path FILE = Path.of("src/test/resources/web/traces.json");

  private static final JsonMapper JSON = JsonMapper.shared();
  private RunningApplication application;

  /** The setting that chooses the engine. */
  abstract String store();

  @BeforeAll
  void start() throws Exception {
    application = RunningApplication.start(store());
    HttpResponse<byte[]> imported = application.importTraces(Files.readString(FILE));
    assertThat(json(imported)).isEqualTo(JSON.readTree(String.format(Locale.ROOT, """
        {"acceptedSpans":9,"rejectedSpans":0,"rejections":[],"traceIds":["%s","%s","%s"]}""", A, B,
        C)));
  }

  @AfterAll
  void stop() {
    application.close();
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return JSON.readTree(response.body());
  }

  private JsonNode get(String path) {
    return json(application.get("/api/v1" + path));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Test
  void servicesInOrder() {
    assertThat(get("/services").at("/services").valueStream().map(s -> s.at("/name").asString()))
        .containsExactly(ODD_SERVICE, "checkout", "gateway");
    assertThat(get("/services?from=2025-12-31T00:00:00Z&to=2026-01-02T00:00:00Z").at("/services"))
        .hasSize(3);
    assertThat(get("/services?to=1999-01-01T00:00:00Z").at("/services")).isEmpty();
  }

  @Test
  void operationsWithTheirKinds() {
    assertThat(get("/services/checkout/operations")).isEqualTo(JSON.readTree(
        """
            {"operations":[{"name":"INSERT orders","kinds":["client"]},
            {"name":"POST /checkout","kinds":["server"]},{"name":"SELECT orders","kinds":["client"]}]}"""));
    assertThat(get("/services/nobody/operations").at("/operations")).isEmpty();
  }

  @Test
  void anyNameWorksInAPath() {
    assertThat(get("/services/" + encoded(ODD_SERVICE) + "/operations").at("/operations/0/name")
        .asString()).isEqualTo("GET /slashes");
    assertThat(get("/attributes/" + encoded("key/with:every thing?") + "/values").at("/values/0")
        .asString()).isEqualTo("v");
    assertThat(get("/traces?service=" + encoded(ODD_SERVICE)).at("/traces/0/traceId").asString())
        .isEqualTo(C);
  }

  @Test
  void attributesByPrefixAndService() {
    assertThat(get("/attributes?prefix=ho&limit=2")).isEqualTo(JSON.readTree("""
        {"attributes":[{"key":"host.name","scopes":["resource"],"types":["string"]}],
        "complete":true}"""));
    assertThat(get("/attributes?prefix=http.re&limit=1")).isEqualTo(JSON.readTree(
        """
            {"attributes":[{"key":"http.request.method","scopes":["span"],"types":["string"]}],"complete":false}"""));
    assertThat(get("/attributes?prefix=http.res")).isEqualTo(JSON.readTree("""
        {"attributes":[{"key":"http.response.status_code","scopes":["span"],"types":["int"]}],
        "complete":true}"""));
    assertThat(get("/attributes?prefix=h&service=checkout").at("/attributes")).hasSize(2);
  }

  @Test
  void valuesByPrefixAndService() {
    assertThat(get("/attributes/http.response.status_code/values"))
        .isEqualTo(JSON.readTree("{\"values\":[\"201\",\"502\"],\"complete\":true}"));
    assertThat(get("/attributes/http.response.status_code/values?prefix=5").at("/values"))
        .hasSize(1);
    assertThat(get("/attributes/host.name/values?service=checkout"))
        .isEqualTo(JSON.readTree("{\"values\":[\"node-2\"],\"complete\":true}"));
    assertThat(get("/attributes/host.name/values?limit=1"))
        .isEqualTo(JSON.readTree("{\"values\":[\"node-1\"],\"complete\":false}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {" | C B A", "service=checkout | B A",
      "service=gateway&operation=POST | B A", "kind=server&service=checkout | B A",
      "status=error | A", "status=ERROR&service=gateway | A", "minDuration=100ms | A",
      "maxDuration=1ms | C", "minDuration=30ms&maxDuration=40ms | B", "minTraceDuration=100ms | A",
      "maxTraceDuration=40ms | C B", "rootOnly=true&operation=POST | ",
      "rootOnly=true&operation=POST%20%2Forders | B A",
      "attribute=http.response.status_code>=500 | A",
      "attribute=http.response.status_code!%3D502 | B", "attribute=small | B A",
      "attribute=!http.route&service=gateway | B A", "attribute=db.system.name~^post.*l$ | B A",
      "attribute=resource.host.name=node-2 | B A", "attribute=event.exception.type | A",
      "attribute=link.why=retry | A", "attribute=twice=first | A",
      "attribute=db.system.name%3Dpostgresql&operation=SELECT+orders | A",
      "attribute=small=7&attribute=!large | B", "rootService=gateway | B A",
      "rootOperation=GET%20/slashes | C", "minSpans=2 | B A", "maxSpans=1 | C",
      "from=2026-01-01T00:00:05Z | C B", "to=2026-01-01T00:00:05%2B00:00 | A",
      "to=2026-01-01T09:00:05+09:00 | A", "from=1767225605000&to=1767225615000 | B", "from=-1h | "})
  void searchesNewestFirst(String query, @Nullable String expected) {
    JsonNode page = get("/traces?"
        + (query == null ? "" : query.replace(">", "%3E").replace("^", "%5E")));
    Map<String, String> names = Map.of(A, "A", B, "B", C, "C");
    String found = String.join(" ", page.at("/traces").valueStream()
        .map(trace -> names.get(trace.at("/traceId").asString())).toList());
    assertThat(found).isEqualTo(expected == null ? "" : expected);
    assertThat(page.at("/complete").asBoolean()).isTrue();
    assertThat(page.at("/nextCursor").isNull()).isTrue();
  }

  @Test
  void summariesAreWhole() {
    JsonNode summary = get("/traces?attribute=small=42").at("/traces/0");
    assertThat(withoutWarnings(summary)).isEqualTo(JSON.readTree(String.format(Locale.ROOT, """
        {"traceId":"%s","rootService":"gateway","rootOperation":"POST /orders",
        "startTime":"2026-01-01T00:00:00.000000000Z","startTimeUnixNano":"1767225600000000000",
        "durationNanos":120000007,"spanCount":4,"errorCount":2,
        "services":[{"service":"checkout","spanCount":2,"errorCount":1},
        {"service":"gateway","spanCount":2,"errorCount":1}]}""", A)));
  }

  /** Whether spans still arrive depends on when one asks. */
  private static JsonNode withoutWarnings(JsonNode summary) {
    return summary.asObject().deepCopy().without("warnings");
  }

  @Test
  void pagesGoOnWhereTheyStopped() {
    List<String> found = new ArrayList<>();
    JsonNode page = get("/traces?from=-3650d&limit=1");
    while (true) {
      page.at("/traces").forEach(trace -> found.add(trace.at("/traceId").asString()));
      assertThat(page.at("/scannedFragments").asLong()).isGreaterThanOrEqualTo(0);
      if (page.at("/complete").asBoolean()) {
        break;
      }
      page = get("/traces?limit=2&from=-3650d&cursor="
          + encoded(page.at("/nextCursor").asString()));
    }
    assertThat(found).containsExactly(C, B, A);
  }

  @Test
  void traceInDisplayOrder() {
    JsonNode trace = get("/traces/" + A);
    assertThat(trace.at("/rows").valueStream().map(row -> row.at("/depth").asInt() + " "
        + row.at("/operation").asString())).containsExactly("0 POST /orders", "1 POST",
            "2 POST /checkout", "3 SELECT orders");
    assertThat(trace.at("/totalRows").asInt()).isEqualTo(4);
    assertThat(trace.at("/nextOffset").isNull()).isTrue();
    assertThat(trace.at("/startTimeUnixNano").asString()).isEqualTo("1767225600000000000");
    assertThat(trace.at("/resources")).hasSize(2);
    assertThat(trace.at("/resources/1")).isEqualTo(JSON.readTree("""
        {"service":"checkout","attributes":{"service.name":"checkout",
        "deployment.environment.name":"production","host.name":"node-2"},"schemaUrl":""}"""));
    assertThat(trace.at("/scopes")).isEqualTo(JSON.readTree("""
        [{"name":"io.opentelemetry.tomcat-10.0","version":"2.33.1","attributes":{},
        "schemaUrl":"https://opentelemetry.io/schemas/1.37.0"}]"""));
    assertThat(trace.at("/services/0/service").asString()).isEqualTo("checkout");
    assertThat(trace.at("/services/0/selfNanos").asLong()).isEqualTo(100_000_000);
  }

  @Test
  void rowsHoldEverythingThatWasSent() {
    JsonNode row = get("/traces/" + A).at("/rows/2");
    assertThat(row).isEqualTo(JSON.readTree(String.format(Locale.ROOT, """
        {"row":2,"spanId":"00f067aa0ba902b9","parentSpanId":"00f067aa0ba902b8","parentRow":1,
        "depth":2,"childCount":1,"descendantCount":1,"service":"checkout",
        "operation":"POST /checkout","kind":"server","status":"error","statusMessage":"",
        "startTime":"2026-01-01T00:00:00.010000000Z","startTimeUnixNano":"1767225600010000000",
        "startOffsetNanos":10000000,"durationNanos":100000000,"skewNanos":0,"selfNanos":30000000,
        "criticalPathNanos":30000000,"criticalPath":[
        {"startOffsetNanos":10000000,"endOffsetNanos":20000000},
        {"startOffsetNanos":90000000,"endOffsetNanos":110000000}],"resource":1,"scope":0,
        "attributes":{"text":"주문","yes":true,"small":42,"large":"9007199254740993","half":0.5,
        "nan":"NaN","bytes":"AAH/","list":["a",1,true],"map":{"x":1,"y":["z"]},"empty":null,
        "twice":"first"},
        "events":[{"name":"exception","offsetNanos":60000000,
        "time":"2026-01-01T00:00:00.060000000Z","timeUnixNano":"1767225600060000000",
        "attributes":{"exception.type":"java.io.IOException"},"droppedAttributesCount":2}],
        "links":[{"traceId":"%s","spanId":"10f067aa0ba902b7","traceState":"a=b",
        "attributes":{"why":"retry"},"flags":1,"droppedAttributesCount":0}],
        "traceState":"","flags":0,"droppedAttributesCount":3,"droppedEventsCount":0,
        "droppedLinksCount":0,"warnings":[]}""", B)));
    JsonNode root = get("/traces/" + A).at("/rows/0");
    assertThat(root.at("/parentSpanId").isNull()).isTrue();
    assertThat(root.at("/parentRow").isNull()).isTrue();
    assertThat(root.at("/statusMessage").asString()).isEqualTo("upstream failed");
    assertThat(root.at("/traceState").asString()).isEqualTo("vendor=1");
    assertThat(root.at("/flags").asInt()).isEqualTo(257);
  }

  @Test
  void rowsComeInPagesWithTheSummaryWhole() {
    JsonNode page = get("/traces/" + A + "?offset=1&limit=2");
    assertThat(page.at("/rows").valueStream().map(row -> row.at("/row").asInt()))
        .containsExactly(1, 2);
    assertThat(page.at("/nextOffset").asInt()).isEqualTo(3);
    assertThat(page.at("/summary/spanCount").asInt()).isEqualTo(4);
    assertThat(page.at("/rows/1/resource").asInt()).isEqualTo(1);
    JsonNode behind = get("/traces/" + A + "?offset=2147483647");
    assertThat(behind.at("/rows")).isEmpty();
    assertThat(behind.at("/nextOffset").isNull()).isTrue();
  }

  @Test
  void shortTraceIdsAreFilledUp() {
    assertThat(get("/traces/C0FFEE").at("/summary/traceId").asString()).isEqualTo(C);
  }

  @Test
  void otlpAsItWasSent() throws Exception {
    HttpResponse<byte[]> json = application.get("/api/v1/traces/" + A + "/otlp");
    assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
    TracesData fromJson = TracesData.parseFrom(OtlpJson.toProtobuf(json.body()));
    for (String type : List.of("application/x-protobuf", "application/protobuf")) {
      HttpResponse<byte[]> protobuf = application.get("/api/v1/traces/" + A + "/otlp", "Accept",
          type);
      assertThat(protobuf.headers().firstValue("Content-Type")).hasValue(type);
      assertThat(TracesData.parseFrom(protobuf.body())).isEqualTo(fromJson);
    }
    assertThat(fromJson.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(scope -> scope.getSpansCount()).sum()).isEqualTo(4);
    assertThat(fromJson.toString()).contains("second", "first", "upstream failed");
  }

  @Test
  void differencesByCallPath() {
    JsonNode diff = get("/traces/" + A + "/diff/" + B);
    assertThat(diff.at("/counts")).isEqualTo(JSON.readTree(
        "{\"same\":0,\"changed\":3,\"onlyInA\":1,\"onlyInB\":1}"));
    assertThat(diff.at("/paths").valueStream().map(path -> path.at("/depth").asInt() + " "
        + path.at("/operation").asString() + " " + path.at("/change").asString()))
        .containsExactly("0 POST /orders changed", "1 POST changed",
            "2 POST /checkout changed", "3 SELECT orders only_in_a", "3 INSERT orders only_in_b");
    assertThat(diff.at("/paths/3")).isEqualTo(JSON.readTree("""
        {"depth":3,"parent":2,"service":"checkout","operation":"SELECT orders","kind":"client",
        "change":"only_in_a","a":{"count":1,"errorCount":0,"durationNanos":70000000,
        "averageDurationNanos":70000000,"selfNanos":70000000},"b":{"count":0,"errorCount":0,
        "durationNanos":0,"averageDurationNanos":0,"selfNanos":0}}"""));
    assertThat(get("/traces/" + A + "/diff/" + A).at("/counts/same").asInt()).isEqualTo(4);
  }
}
