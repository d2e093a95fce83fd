package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.UnavailableException;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever is refused is counted, and the log names the first of each kind. */
class RefusedRequestsIT {
  private static final int LIMIT = 1 << 20;
  private static final String PROTOBUF = "application/x-protobuf";
  private static Receivers receivers;

  @BeforeAll
  static void start() {
    receivers = new Receivers("xquare.trace.otlp.max-request-size=1MB");
  }

  @AfterAll
  static void stop() {
    receivers.close();
  }

  @Test
  void overGrpc() {
    receivers.ingest = request -> {
      throw new InvalidInputException("body", "secret", "protobuf");
    };
    assertTold("grpc", "malformed", () -> export("a"));
    receivers.ingest = request -> {
      throw new UnavailableException("full", Duration.ofSeconds(1), null);
    };
    assertTold("grpc", "unavailable", () -> export("a"));
    receivers.ingest = request -> CompletableFuture
        .failedFuture(new IllegalStateException("secret"));
    assertTold("grpc", "failed", () -> export("a"));
    assertTold("grpc", "too_large", () -> export("x".repeat(LIMIT)));
    assertTold("grpc", "compression", RefusedRequestsIT::exportBySnappy);
    assertTold("grpc", "not_served",
        () -> refused(() -> LogsServiceGrpc.newBlockingStub(receivers.channel())
            .export(ExportLogsServiceRequest.getDefaultInstance())));
  }

  @Test
  void overHttp() {
    assertTold("http", "content_type", () -> post("/v1/traces", "", "Content-Type", "text/plain"));
    assertTold("http", "compression", () -> post("/v1/traces", "", "Content-Type", PROTOBUF,
        "Content-Encoding", "br"));
    assertTold("http", "malformed",
        () -> post("/v1/traces", "{\"secret\"", "Content-Type", "application/json"));
    assertTold("http", "too_large",
        () -> post("/v1/traces", "x".repeat(LIMIT + 1), "Content-Type", PROTOBUF));
    receivers.ingest = request -> CompletableFuture.failedFuture(
        new UnavailableException("full", Duration.ofSeconds(1), null));
    assertTold("http", "unavailable", () -> post("/v1/traces", "", "Content-Type", PROTOBUF));
    receivers.ingest = request -> CompletableFuture
        .failedFuture(new IllegalStateException("secret"));
    assertTold("http", "failed", () -> post("/v1/traces", "", "Content-Type", PROTOBUF));
    assertTold("http", "not_served", () -> post("/v1/metrics", "", "Content-Type", PROTOBUF));
  }

  private static void assertTold(String protocol, String reason, Runnable sending) {
    double before = receivers.refused(protocol, reason);
    List<String> log = LoggedRefusals.during(() -> {
      sending.run();
      // A sender may have its answer before the server looks at what it answered.
      await().atMost(Duration.ofMinutes(1))
          .until(() -> receivers.refused(protocol, reason) == before + 1);
      await().atMost(Duration.ofMinutes(1)).until(() -> !LoggedRefusals.now().isEmpty());
    });
    assertThat(log).singleElement().asString().startsWith("refused a request protocol=" + protocol
        + " reason=" + reason + " sender=127.0.0.1:").endsWith(" others=0")
        .doesNotContain("secret");
  }

  private static void post(String path, String body, String... headers) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(HttpRequest.newBuilder(receivers.http(path)).headers(headers)
          .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding()).statusCode())
          .isGreaterThanOrEqualTo(400);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void export(String schemaUrl) {
    refused(() -> TraceServiceGrpc.newBlockingStub(receivers.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS).export(request(schemaUrl)));
  }

  private static void exportBySnappy() {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Compressor() {
      @Override
      public String getMessageEncoding() {
        return "snappy";
      }

      @Override
      public OutputStream compress(OutputStream out) throws IOException {
        return Codec.Identity.NONE.compress(out);
      }
    });
    ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", receivers.grpcPort())
        .usePlaintext().compressorRegistry(compressors).build();
    try {
      refused(() -> TraceServiceGrpc.newBlockingStub(channel).withCompression("snappy")
          .withDeadlineAfter(60, TimeUnit.SECONDS).export(request("a")));
    } finally {
      channel.shutdownNow();
    }
  }

  private static void refused(Runnable call) {
    assertThat(catchThrowableOfType(StatusRuntimeException.class, call::run)).isNotNull();
  }

  private static ExportTraceServiceRequest request(String schemaUrl) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl(schemaUrl)).build();
  }
}
