package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.RunningApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every row of the REST half of the table of errors in {@code docs/api.md}. */
class ApiErrorsIT {
  private static RunningApplication application;

  @BeforeAll
  static void start(@TempDir Path data) {
    application = RunningApplication.start("xquare.trace.store.data-directory=" + data);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private record Answer(int status, String type, String body) {}

  private static JsonNode problem(HttpResponse<byte[]> response, int status, String type) {
    return problem(new Answer(response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        new String(response.body(), StandardCharsets.UTF_8)), status, type);
  }

  private static JsonNode problem(Answer response, int status, String type) {
    String body = response.body();
    assertThat(response.status()).as(body).isEqualTo(status);
    assertThat(response.type()).isEqualTo("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(body);
    assertThat(problem.at("/type").asString()).isEqualTo("urn:xquare-trace:problem:" + type);
    assertThat(problem.at("/status").asInt()).isEqualTo(status);
    assertThat(problem.at("/title").asString()).isNotEmpty();
    assertThat(problem.at("/detail").asString()).isNotEmpty();
    assertThat(body).doesNotContain("Exception", "app.xquare", "\tat ", "org.springframework");
    return problem;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "/services?x=1 | query | x | only the parameters from, to",
      "/services/a/operations?From=1 | query | From | only the parameters from, to",
      "/traces/abc?cursor=1 | query | cursor | only the parameters limit, offset",
      "/traces/abc/otlp?pretty=true | query | pretty | no parameters",
      "/traces/abc/diff/abd?a=1 | query | a | no parameters",
      "/traces?service=a&service=b | service | a, b | this parameter once",
      "/traces?limit=1&limit=1 | limit | 1, 1 | this parameter once",
      "/traces?service= | service | | a value, or no such parameter",
      "/traces?attribute= | attribute | | a value, or no such parameter",
      "/traces?from | from | | a value, or no such parameter",
      "/traces?limit=0 | limit | 0 | an integer, 1..1000",
      "/traces?limit=1001 | limit | 1001 | an integer, 1..1000",
      "/traces?limit=ten | limit | ten | an integer, 1..1000",
      "/traces/abc?limit=10001 | limit | 10001 | an integer, 1..10000",
      "/traces/abc?offset=-1 | offset | -1 | an integer, 0..2147483647",
      "/attributes?limit=1001 | limit | 1001 | an integer, 1..1000",
      "/traces?kind=web | kind | web | one of unspecified, internal, server, client, producer, consumer",
      "/traces?status=bad | status | bad | one of unset, ok, error",
      "/traces?rootOnly=1 | rootOnly | 1 | true or false",
      "/traces?minSpans=-1 | minSpans | -1 | an integer, 0..2147483647",
      "/traces?minSpans=3&maxSpans=2 | minSpans | 3 | at most maxSpans (2)",
      "/traces?minDuration=2s&maxDuration=1s | minDuration | 2s | at most maxDuration (1s)",
      "/traces?minTraceDuration=2s&maxTraceDuration=1s | minTraceDuration | 2s | at most maxTraceDuration (1s)",
      "/traces?attribute=a~( | attribute | a~( | an RE2 regular expression behind ~; missing closing )",
      "/traces?attribute=a>b | attribute | a>b | a number behind >",
      "/traces?service=%FF | service | %FF | UTF-8 without NUL",
      "/traces?service=a%00b | service | a%00b | UTF-8 without NUL",
      "/traces?service=100%25% | service | 100%25% | percent signs followed by two hexadecimal digits",
      "/traces?from=-1h&to=-2h | from | -1h | a time that is not after to (-2h)",
      "/traces/xyz | traceId | xyz | 1 to 32 hexadecimal digits, not all zero",
      "/traces/0/otlp | traceId | 0 | 1 to 32 hexadecimal digits, not all zero",
      "/traces/x/diff/abc | a | x | 1 to 32 hexadecimal digits, not all zero"})
  void badParameters(String path, String field, String value, String expected) {
    JsonNode problem = problem(raw("GET", "/api/v1" + path, ""), 400, "invalid-request");
    String shown = value == null ? "" : value;
    assertThat(problem.at("/field").asString()).isEqualTo(field);
    assertThat(problem.at("/value").asString()).isEqualTo(shown);
    assertThat(problem.at("/expected").asString()).isEqualTo(expected);
    assertThat(problem.at("/detail").asString())
        .isEqualTo(field + ": " + shown + " (expected: " + expected + ")");
    assertThat(problem.at("/instance").asString())
        .isEqualTo("/api/v1" + path.substring(0, (path + "?").indexOf('?')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-11-22", "2026-11-22T01:02:03", "1h",
      "1969-12-31T23:59:59Z"})
  void badTimes(String from) {
    JsonNode problem = problem(application.get("/api/v1/services?from=" + from), 400,
        "invalid-request");
    assertThat(problem.at("/expected").asString()).isEqualTo(TimeText.EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "-1s", "1w", "0.5ns"})
  void badDurations(String duration) {
    JsonNode problem = problem(application.get("/api/v1/traces?minDuration=" + duration), 400,
        "invalid-request");
    assertThat(problem.at("/expected").asString()).isEqualTo(DurationText.EXPECTED);
  }

  @Test
  void cursorsOfNothing() {
    JsonNode problem = problem(application.get("/api/v1/traces?cursor=nonsense"), 400,
        "invalid-request");
    assertThat(problem.at("/field").asString()).isEqualTo("cursor");
  }

  @Test
  void tracesThatAreNotStored() {
    for (String path : new String[]{"", "/otlp", "/diff/abd"}) {
      JsonNode problem = problem(application.get("/api/v1/traces/abc" + path), 404,
          "trace-not-found");
      assertThat(problem.at("/detail").asString())
          .isEqualTo("The trace 00000000000000000000000000000abc is not stored.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/api/v1", "/api/v1/services/", "/api/v2/traces",
      "/v1/traces",
      "/error", "/actuator/env", "/api/v1/services/a/b/operations"})
  void unknownPaths(String path) {
    problem(application.get(path), 404, "unknown-path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/services/%00/operations", "/api/v1/services/%FF/operations",
      "/api/v1/services/%zz/operations"})
  void pathsThatCannotBeRead(String path) {
    problem(raw("GET", path, ""), 400, "invalid-request");
  }

  @Test
  void wrongMethods() {
    JsonNode problem = problem(application.send(application.request("/api/v1/traces").DELETE()),
        405,
        "method-not-allowed");
    assertThat(problem.at("/detail").asString()).isEqualTo("method: DELETE (expected: GET)");
    HttpResponse<byte[]> get = application.get("/api/v1/traces:import");
    problem(get, 405, "method-not-allowed");
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void formsThatDoNotExist() {
    JsonNode problem = problem(application.get("/api/v1/traces", "Accept", "text/html"), 406,
        "not-acceptable");
    assertThat(problem.at("/detail").asString())
        .isEqualTo("Accept: text/html (expected: application/json)");
    problem(application.get("/api/v1/traces/abc/otlp", "Accept", "text/csv"), 406,
        "not-acceptable");
    problem(application.get("/api/v1/traces/abc/otlp", "Accept", "application/x-protobuf"), 404,
        "trace-not-found");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{ | body", "[1] | [0]",
      "{\"resourceSpans\":5} | resourceSpans",
      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xy\"}]}]}]} | resourceSpans[0].scopeSpans[0].spans[0].traceId"})
  void filesThatAreNoOtlpJson(String body, String field) {
    JsonNode problem = problem(application.importTraces(body), 400, "invalid-request");
    assertThat(problem.at("/field").asString()).isEqualTo(field);
  }

  @Test
  void emptyFiles() {
    JsonNode problem = problem(application.importTraces(""), 400, "invalid-request");
    assertThat(problem.at("/detail").asString())
        .isEqualTo("body:  (expected: OTLP JSON, a document or one a line)");
  }

  @Test
  void filesOfAnotherType() {
    JsonNode problem = problem(post("text/plain", null, new byte[]{'{', '}'}), 415,
        "unsupported-media-type");
    assertThat(problem.at("/detail").asString()).isEqualTo("Content-Type: text/plain (expected:"
        + " application/json, application/x-ndjson, application/jsonl)");
    problem(post("application/json", "br", new byte[]{'{', '}'}), 400, "invalid-request");
    problem(post("application/json", "gzip", new byte[]{'{', '}'}), 400, "invalid-request");
  }

  @Test
  void filesThatAreTooLarge() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 65; i++) {
        gzip.write(spaces);
      }
    }
    assertThat(bomb.size()).isLessThan(1 << 20);
    problem(post("application/json", "gzip", bomb.toByteArray()), 413, "too-large");
    problem(raw("POST", "/api/v1/traces:import",
        "Content-Type: application/json\r\nContent-Length: 67108865\r\n"), 413, "too-large");
  }

  @Test
  void spansThatAreNotValidAreCountedAndTheOthersKept() {
    JsonNode result = JsonMapper.shared().readTree(application.importTraces("""
        {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"00000000000000000000000000000001","spanId":"0000000000000001","name":"kept",
        "startTimeUnixNano":"1","endTimeUnixNano":"2"},
        {"traceId":"00000000000000000000000000000002","spanId":"0000000000000001","name":"late",
        "startTimeUnixNano":"2","endTimeUnixNano":"1"}]}]}]}""").body());
    assertThat(result.at("/acceptedSpans").asInt()).isEqualTo(1);
    assertThat(result.at("/rejectedSpans").asInt()).isEqualTo(1);
    assertThat(result.at("/rejections")).hasSize(1);
    assertThat(result.at("/traceIds")).hasSize(1);
    assertThat(result.at("/traceIds/0").asString()).isEqualTo("00000000000000000000000000000001");
  }

  private static HttpResponse<byte[]> post(String type, @Nullable String encoding,
      byte[] body) {
    HttpRequest.Builder request = application.request("/api/v1/traces:import")
        .header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return application
        .send(encoding == null ? request : request.header("Content-Encoding", encoding));
  }

  /** As it stands: Java's client would refuse to send most of it. */
  private static Answer raw(String method, String target, String headers) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), application.apiPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((method + " " + target + " HTTP/1.0\r\nHost: localhost\r\n"
          + headers + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Answer(Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end).lines().filter(line -> line.startsWith("Content-Type: "))
              .map(line -> line.substring(14)).findFirst().orElse(""),
          answer.substring(end + 4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
