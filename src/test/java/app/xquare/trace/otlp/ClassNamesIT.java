package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.testing.BytesMarshaller;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.RunningApplication;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** Whatever goes wrong, no answer tells the names of our classes, or of those of libraries. */
// Lines of HTTP end with CR and LF.
@SuppressWarnings("StringConcatToTextBlock")
class ClassNamesIT {
  private static final Pattern CLASS_NAMES = Pattern.compile("\\b[A-Z]\\w*(Exception|Error)\\b"
      + "|\\w\\$\\w|\\b(java|javax|jakarta|org|com|io|app|tools|sun|jdk)\\.\\w+\\.\\w+|\\tat ");
  private static final String EXPORT = "opentelemetry.proto.collector.trace.v1.TraceService/Export";
  private static final String ONE_SPAN = """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001",
      "spanId":"0000000000000001","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}""";
  /** Every question that reads the store. */
  private static final List<String> QUESTIONS = List.of("/services", "/services/a/operations",
      "/attributes", "/attributes/a/values", "/traces", "/traces?service=a", "/traces/1",
      "/traces/1/otlp", "/traces/1/diff/2", "/instrumentation/status?namespace=a&name=b");

  @TempDir
  private Path folder;

  private static void assertClean(String what, String told) {
    assertThat(CLASS_NAMES.matcher(told).results().map(found -> found.group()).toList())
        .as("%s: %s", what, told).isEmpty();
  }

  @Test
  void ofBadRequests() {
    try (RunningApplication application = RunningApplication.start(
        "xquare.trace.store.data-directory=" + folder, "xquare.trace.otlp.request-timeout=1s",
        "xquare.trace.otlp.max-request-size=1MB")) {
      Servers servers = new Servers(application);
      String json = "Content-Type: application/json\r\n";
      String protobuf = "Content-Type: application/x-protobuf\r\n";
      String large = "Content-Length: 99999999\r\n";
      for (String path : List.of("/", "/nothing", "/error", "/actuator", "/actuator/env",
          "/actuator/health/nothing", "/actuator/metrics/nothing", "/api/v1/traces/%00",
          "/api/v1/services/%zz/operations", "/api/v1/traces?limit=x", "/api/v1/traces?x=%FF",
          "/api/v1/traces?cursor=nonsense", "/api/v1/traces?attribute=a~(", "/api/v1/traces/xyz",
          "/api/v1/traces/abc", "/api/v1/traces?from=yesterday", "/v1/metrics", "/v1/traces/",
          "/" + "x".repeat(20_000), "/../../etc/passwd", "/api/v1/traces;a=b/%2F")) {
        for (int port : List.of(servers.api(), servers.otlp())) {
          for (String method : List.of("GET", "DELETE", "POST", "OPTIONS", "TRACE", "NONSENSE")) {
            servers.exchange(port, method, path, "", "");
          }
        }
      }
      for (String path : List.of("/v1/traces", "/api/v1/traces:import",
          "/api/v1/instrumentation/patches", "/api/v1/instrumentation/diagnose")) {
        int port = path.startsWith("/v1") ? servers.otlp() : servers.api();
        for (String type : List.of(json, protobuf, "Content-Type: text/plain\r\n",
            "Content-Type: nonsense\r\n", "")) {
          for (String body : List.of("", "{", "[1]", "{\"resourceSpans\":5}", "\0\1\2\3\4",
              "{\"manifest\":5}", "{\"manifest\":\"a: [\",\"language\":\"java\"}",
              "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xy\"}]}]}]}",
              "[".repeat(5_000))) {
            servers.exchange(port, "POST", path, type, body);
            servers.exchange(port, "POST", path, type + "Accept: text/csv\r\n", body);
            for (String encoding : List.of("gzip", "deflate", "zstd", "br")) {
              servers.exchange(port, "POST", path,
                  type + "Content-Encoding: " + encoding + "\r\n", body);
            }
          }
          servers.send(port, "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + type
              + large + "\r\n");
        }
        // A body that never ends, and one whose chunks are none.
        if (path.startsWith("/v1")) {
          servers.sendAndWait(port, "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
              + json + "Content-Length: 50\r\n\r\n{");
        }
        servers.send(port, "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + json
            + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
        servers.send(port, "nonsense\r\n\r\n");
      }
      servers.grpc("nothing.Service/Method", new byte[0]);
      servers.grpc(EXPORT, new byte[]{0, 1, 2, 3});
      servers.grpc(EXPORT, new byte[2 << 20]);
      servers.grpcWithBadCompression("gzip");
      servers.grpcWithBadCompression("zstd");
      servers.grpcWithBadCompression("br");
    }
  }

  @Test
  void ofAStoreThatIsAway() {
    InProcessMongo mongo = new InProcessMongo();
    String uri = InProcessMongo.uri(mongo.port(), "away");
    mongo.close();
    try (RunningApplication application = RunningApplication
        .start("xquare.trace.store.mongo-uri=" + uri)) {
      Servers servers = new Servers(application);
      servers.askAll();
      assertThat(servers.grpc(EXPORT, request()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void ofADamagedPartition() throws IOException {
    String data = "xquare.trace.store.data-directory=" + folder;
    try (RunningApplication application = RunningApplication.start(data)) {
      assertThat(application.importTraces(ONE_SPAN).statusCode()).isEqualTo(200);
    }
    for (Path partition : list(folder.resolve("partitions"))) {
      Path largest = list(partition).stream()
          .max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      Files.write(largest, Arrays.copyOf(bytes, bytes.length / 2));
    }
    try (RunningApplication application = RunningApplication.start(data)) {
      Servers servers = new Servers(application);
      servers.askAll();
      servers.grpc(EXPORT, request());
    }
  }

  @Test
  void ofFaultsOfOurs() throws Exception {
    try (Receivers receivers = new Receivers()) {
      for (Throwable fault : List.of(new IllegalStateException("java.lang.Foo$Bar"),
          new StackOverflowError("app.xquare.trace.Foo"),
          new CorruptDataException("org.apache.lucene.Foo", new IOException("x")))) {
        receivers.ingest = request -> CompletableFuture.failedFuture(fault);
        assertClean("gRPC", Servers.call(receivers.channel(), EXPORT, request(), "identity")
            .toString().replaceAll("cause=.*", ""));
        assertClean("HTTP", Servers.raw(receivers.httpPort(), "POST /v1/traces HTTP/1.0\r\n"
            + "Content-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n", true));
      }
    }
  }

  private static byte[] request() {
    return OtlpSender.request("a", List.of(Span.newBuilder()
        .setTraceId(OtlpSender.traceId(1, 1)).setSpanId(OtlpSender.spanId(1))
        .setStartTimeUnixNano(1).setEndTimeUnixNano(2).build())).toByteArray();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Asks a running application, and looks at everything it answers. */
  private record Servers(RunningApplication application) {
    /** Says that it compresses, and does not. */
    private record NoCompression(String getMessageEncoding) implements Codec {
      @Override
      public String getMessageEncoding() {
        return getMessageEncoding;
      }

      @Override
      public OutputStream compress(OutputStream out) {
        return out;
      }

      @Override
      public InputStream decompress(InputStream in) {
        return in;
      }
    }

    int api() {
      return application.apiPort();
    }

    int otlp() {
      return application.context().getBean(OtlpHttpServer.class).port();
    }

    private ManagedChannelBuilder<?> channel() {
      return ManagedChannelBuilder
          .forAddress("127.0.0.1",
              application.context().getBean(GrpcServerLifecycle.class).getPort())
          .usePlaintext();
    }

    void askAll() {
      for (String question : QUESTIONS) {
        exchange(api(), "GET", "/api/v1" + question, "", "");
      }
      for (String path : List.of("/actuator/health", "/actuator/health/readiness",
          "/actuator/health/liveness", "/actuator/health/store", "/actuator/info")) {
        exchange(api(), "GET", path, "", "");
      }
      String json = "Content-Type: application/json\r\n";
      exchange(api(), "POST", "/api/v1/traces:import", json, ONE_SPAN);
      exchange(otlp(), "POST", "/v1/traces", json, ONE_SPAN);
      grpc("grpc.health.v1.Health/Check", new byte[0]);
    }

    void exchange(int port, String method, String path, String headers, String body) {
      send(port, method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers
          + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    void send(int port, String request) {
      assertClean(shown(request), raw(port, request, true));
    }

    void sendAndWait(int port, String request) {
      assertClean(shown(request), raw(port, request, false));
    }

    private static String shown(String request) {
      return request.substring(0, Math.min(200, request.length()));
    }

    static String raw(int port, String request, boolean end) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        if (end) {
          socket.shutdownOutput();
        }
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException cutByTheServer) {
        return "";
      }
    }

    Status grpc(String method, byte[] request) {
      return callAndClose(channel().build(), method, request, "identity");
    }

    void grpcWithBadCompression(String name) {
      CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
      compressors.register(new NoCompression(name));
      callAndClose(channel().compressorRegistry(compressors).build(), EXPORT, request(), name);
    }

    private static Status callAndClose(ManagedChannel channel, String method, byte[] request,
        String compression) {
      try {
        Status status = call(channel, method, request, compression);
        assertClean("gRPC " + method + " " + compression, String.valueOf(status.getDescription()));
        return status;
      } finally {
        channel.shutdownNow();
      }
    }

    static Status call(Channel channel, String method, byte[] request, String compression) {
      MethodDescriptor<byte[], byte[]> described = MethodDescriptor
          .newBuilder(new BytesMarshaller(), new BytesMarshaller()).setFullMethodName(method)
          .setType(MethodDescriptor.MethodType.UNARY).build();
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
      try {
        ClientCalls.blockingUnaryCall(channel, described, compression.equals("identity")
            ? options
            : options.withCompression(compression), request);
        return Status.OK;
      } catch (StatusRuntimeException refused) {
        return refused.getStatus();
      }
    }
  }
}
