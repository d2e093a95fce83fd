package app.xquare.trace.otlp;

import static app.xquare.trace.otlp.OtlpHttpSender.HTTP;
import static app.xquare.trace.otlp.OtlpHttpSender.JSON;
import static app.xquare.trace.otlp.OtlpHttpSender.PROTOBUF;
import static app.xquare.trace.otlp.OtlpHttpSender.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.UnavailableException;
import com.google.rpc.Code;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHttpIT {
  private static final int LIMIT = 1 << 20;
  private static final byte[] REQUEST = ExportTraceServiceRequest.newBuilder()
      .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("s")).build().toByteArray();
  private static Receivers receivers;
  private static OtlpHttpSender otlp;

  @BeforeAll
  static void start() {
    receivers = new Receivers("xquare.trace.otlp.max-request-size=1MB",
        "xquare.trace.otlp.allowed-origins=https://shop.example");
    otlp = new OtlpHttpSender(receivers);
  }

  @AfterAll
  static void stop() {
    receivers.close();
  }

  @BeforeEach
  void takeEverything() {
    receivers.taken.clear();
    receivers.ingest = request -> CompletableFuture
        .completedFuture(new IngestResult(1, 0, ""));
  }

  @Test
  void takesAnEmptyRequest() throws Exception {
    assertThat(otlp.post(new byte[0], "Content-Type", PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(otlp.post("{}".getBytes(UTF_8), "Content-Type", JSON).statusCode()).isEqualTo(200);
    assertThat(receivers.taken).hasSize(2).allMatch(bytes -> bytes.length == 0);
  }

  @Test
  void takesABodyOfUnknownLength() throws Exception {
    HttpResponse<byte[]> response = otlp.post(
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(REQUEST)), "Content-Type",
        PROTOBUF);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(receivers.taken.remove()).isEqualTo(REQUEST);
  }

  @Test
  void saysWhatWasRejected() throws Exception {
    receivers.ingest = request -> CompletableFuture
        .completedFuture(new IngestResult(1, 2, "2 spans rejected"));
    HttpResponse<byte[]> protobuf = otlp.post(REQUEST, "Content-Type", PROTOBUF);
    assertThat(protobuf.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(protobuf.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(2);
    assertThat(partial.getErrorMessage()).isEqualTo("2 spans rejected");
    assertThat(otlp.post("{}".getBytes(UTF_8), "Content-Type", JSON).body()).asString().isEqualTo(
        "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"2 spans rejected\"}}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "`[]`|body: an array (expected: a JSON object with resourceSpans)",
      "``|body: nothing (expected: a JSON object with resourceSpans)",
      "`{\"resourceSpans\":{}}`|resourceSpans: an object (expected: an array)",
      "`{\"resourceSpans\":[1]}`|resourceSpans[0]: 1 (expected: an object)",
      "`{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}`|resourceSpans[0].scopeSpans[0].spans[0].traceId: \"xyz\" (expected: hexadecimal digits, two for each byte)",
      "`{\"resourceSpans\":[`|resourceSpans[0]: Unexpected end-of-input: expected close marker for Array at byte 18 (expected: well-formed JSON)"})
  void refusesJsonOfTheWrongShape(String body, String message) throws Exception {
    assertRefused(otlp.post(body.getBytes(UTF_8), "Content-Type", JSON), 400, Code.INVALID_ARGUMENT,
        message);
    assertThat(receivers.taken).isEmpty();
  }

  @Test
  void answersErrorsOfIngestInTheRequestsContentType() throws Exception {
    for (String type : new String[]{PROTOBUF, JSON}) {
      byte[] body = type.equals(JSON) ? "{}".getBytes(UTF_8) : REQUEST;
      receivers.ingest = request -> {
        throw new InvalidInputException("body", "byte 3", "protobuf");
      };
      assertRefused(otlp.post(body, "Content-Type", type), 400, Code.INVALID_ARGUMENT,
          "body: byte 3 (expected: protobuf)");
      receivers.ingest = request -> CompletableFuture.failedFuture(
          new UnavailableException("full", Duration.ofMillis(1500), null));
      HttpResponse<byte[]> unavailable = otlp.post(body, "Content-Type", type);
      assertRefused(unavailable, 503, Code.UNAVAILABLE, "full");
      // Spread, so that not all senders come back at once.
      assertThat(unavailable.headers().firstValue("Retry-After").orElseThrow()).matches("[123]");
      receivers.ingest = request -> CompletableFuture
          .failedFuture(new IllegalStateException("secret"));
      assertRefused(otlp.post(body, "Content-Type", type), 500, Code.INTERNAL,
          "the server failed; its log says why");
    }
  }

  @Test
  void doesNotWaitForTheStoreForEver() throws Exception {
    try (Receivers impatient = new Receivers("xquare.trace.otlp.request-timeout=3s")) {
      impatient.ingest = request -> new CompletableFuture<>();
      HttpResponse<byte[]> response = HTTP.send(
          HttpRequest.newBuilder(impatient.http("/v1/traces")).header("Content-Type", PROTOBUF)
              .POST(BodyPublishers.ofByteArray(REQUEST)).build(),
          BodyHandlers.ofByteArray());
      assertRefused(response, 503, Code.UNAVAILABLE, "the spans are not stored yet");
      assertThat(response.headers().firstValue("Retry-After").orElseThrow()).matches("[12]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PROTOBUF, JSON})
  void refusesWhatIsTooLarge(String type) throws Exception {
    byte[] large = new byte[LIMIT + 1];
    Arrays.fill(large, (byte) ' ');
    assertRefused(otlp.post(large, "Content-Type", type), 413, Code.RESOURCE_EXHAUSTED,
        "body: 1048577 bytes (expected: at most 1048576)");
    assertRefused(
        otlp.post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
            "Content-Type",
            type),
        413, Code.RESOURCE_EXHAUSTED, "body: more than 1048576 bytes (expected: at most 1048576)");
    assertThat(receivers.taken).isEmpty();
  }

  @Test
  void refusesALengthOverTheLimitWithoutReadingTheBody() throws Exception {
    String answer = raw("POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: " + JSON
        + "\r\nContent-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("{\"code\":8,\"message\":"
        + "\"body: 9999999999 bytes (expected: at most 1048576)\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "POST|/v1/traces|text/plain|415|INVALID_ARGUMENT|Content-Type: text/plain (expected: application/x-protobuf or application/json)",
      "POST|/v1/traces||415|INVALID_ARGUMENT|Content-Type: none (expected: application/x-protobuf or application/json)",
      "GET|/v1/traces|application/json|405|UNIMPLEMENTED|method: GET (expected: POST)",
      "PUT|/v1/traces|application/x-protobuf|405|UNIMPLEMENTED|method: PUT (expected: POST)",
      "POST|/v1/metrics|application/x-protobuf|404|UNIMPLEMENTED|metrics are not supported (expected: traces, by POST /v1/traces)",
      "POST|/v1/logs|application/json|404|UNIMPLEMENTED|logs are not supported (expected: traces, by POST /v1/traces)",
      "POST|/v1development/profiles|application/json|404|UNIMPLEMENTED|profiles are not supported (expected: traces, by POST /v1/traces)",
      "POST|/v1/traces/|application/json|404|NOT_FOUND|path: /v1/traces/ (expected: /v1/traces)",
      "GET|/|text/html|404|NOT_FOUND|path: / (expected: /v1/traces)",
      "GET|/actuator/health||404|NOT_FOUND|path: /actuator/health (expected: /v1/traces)"})
  void refusesWhatIsNotServedHere(String method, String path, String type, int status, Code code,
      String message) throws Exception {
    var request = HttpRequest.newBuilder(receivers.http(path)).method(method,
        method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(REQUEST));
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    assertRefused(response, status, code, message);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue(PROTOBUF.equals(type) ? PROTOBUF : JSON);
    assertThat(response.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
  }

  @Test
  void refusesWhatIsNoHttp() throws Exception {
    assertThat(raw("POST /v1/%zz HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("{\"code\":3,\"message\":\"the request cannot be read\"}");
  }

  @Test
  void aBodyMustArriveInTime() throws Exception {
    try (Receivers strict = new Receivers("xquare.trace.otlp.request-timeout=2s");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), strict.httpPort())) {
      socket.getOutputStream().write(("POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: " + JSON
          + "\r\nContent-Length: 1000\r\n\r\n").getBytes(UTF_8));
      Thread.ofVirtual().start(() -> {
        try {
          while (true) {
            Thread.sleep(100);
            socket.getOutputStream().write(' ');
          }
        } catch (IOException | InterruptedException closed) {
          // the server had enough
        }
      });
      assertThat(new String(socket.getInputStream().readNBytes(13), UTF_8))
          .isEqualTo("HTTP/1.1 408 ");
    }
  }

  @Test
  void pagesOfAllowedOriginsMaySend() throws Exception {
    HttpResponse<byte[]> asked = HTTP.send(HttpRequest.newBuilder(receivers.http("/v1/traces"))
        .header("Origin", "https://shop.example").header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers",
            "content-encoding,content-type")
        .method("OPTIONS", BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
    assertThat(asked.statusCode()).isEqualTo(204);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://shop.example");
    assertThat(asked.headers().firstValue("Access-Control-Allow-Headers"))
        .hasValue("content-encoding,content-type");
    HttpResponse<byte[]> sent = otlp.post(REQUEST, "Content-Type", PROTOBUF, "Origin",
        "https://shop.example");
    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(sent.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://shop.example");
    HttpResponse<byte[]> other = HTTP.send(HttpRequest.newBuilder(receivers.http("/v1/traces"))
        .header("Origin", "https://evil.example").header("Access-Control-Request-Method", "POST")
        .method("OPTIONS", BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
    assertRefused(other, 405, Code.UNIMPLEMENTED, "method: OPTIONS (expected: POST)");
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void requestsInFlightAreAnsweredBeforeItStops() throws Exception {
    try (Receivers stopping = new Receivers()) {
      CompletableFuture<IngestResult> durable = new CompletableFuture<>();
      stopping.ingest = request -> durable;
      var answer = HTTP.sendAsync(HttpRequest.newBuilder(stopping.http("/v1/traces"))
          .header("Content-Type", PROTOBUF).POST(BodyPublishers.ofByteArray(REQUEST)).build(),
          BodyHandlers.ofByteArray());
      assertThat(stopping.taken.poll(180, TimeUnit.SECONDS)).isNotNull();
      int port = stopping.httpPort();
      Thread stop = Thread.ofVirtual().start(stopping::stop);
      while (accepts(port)) {
        Thread.sleep(20);
      }
      durable.complete(new IngestResult(1, 0, ""));
      assertThat(answer.get(180, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      stop.join();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), receivers.httpPort())) {
      socket.setSoTimeout(180_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
