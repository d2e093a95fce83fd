package app.xquare.trace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.xquare.trace.testing.ServerProcess;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Java service under the OpenTelemetry Java agent calls a Node.js service under the automatic
 * instrumentation of Node.js. Both export all three signals to the application and write down what
 * they exported; what the application gives back is the same, span for span. Needs node and npm.
 */
class AgentsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int ROUNDS = 20;
  private static Path node;

  @TempDir
  private Path folder;

  @BeforeAll
  static void install() throws IOException, InterruptedException {
    node = NodeFolder.install();
    assumeTrue(node != null, "node or npm is missing");
  }

  @Test
  void embeddedStoreGivesBackWhatAgentsExported() throws Exception {
    gaveBackWhatWasExported("grpc", "http/protobuf",
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data")));
  }

  @Test
  void mongoStoreGivesBackWhatAgentsExported() throws Exception {
    MongoServer mongo = new MongoServer(new MemoryBackend());
    try {
      String uri = "mongodb://127.0.0.1:" + mongo.bind().getPort() + "/traces";
      gaveBackWhatWasExported("http/protobuf", "grpc",
          List.of("xquare.trace.store.mongo-uri=" + uri));
    } finally {
      mongo.shutdownNow();
    }
  }

  private void gaveBackWhatWasExported(String javaProtocol, String nodeProtocol,
      List<String> properties) throws Exception {
    ExportedSpans exported = new ExportedSpans();
    try (ServerProcess server = ServerProcess
        .start(folder.resolve("server.log"), List.of(), properties).awaitReady()) {
      Path recorded = folder.resolve("stock.jsonl");
      try (ServiceProcess stock = stock(server, nodeProtocol, recorded);
          ServiceProcess shop = shop(server, javaProtocol, stock.awaitUrl())) {
        String url = shop.awaitUrl();
        for (int i = 0; i < ROUNDS; i++) {
          assertThat(get(url + "/order", i)).isEqualTo(200);
          assertThat(get(url + "/broken", i)).isEqualTo(500);
        }
        shop.stop();
        stock.stop();
        // Traces came through although the other signals were refused all the while.
        assertThat(shop.complaints()).containsPattern("Failed to export (\\d+ )?metrics");
        shop.printed().stream().filter(line -> line.startsWith("{\"resourceSpans\""))
            .forEach(line -> exported.add(line.getBytes(StandardCharsets.UTF_8)));
      }
      for (String line : Files.readAllLines(recorded)) {
        exported.add(line.getBytes(StandardCharsets.UTF_8));
      }
      assertTellsSomething(exported);
      for (var trace : exported.traces().entrySet()) {
        ExportedSpans stored = new ExportedSpans();
        stored.add(otlp(server, trace.getKey()));
        assertThat(stored.traces()).containsOnlyKeys(trace.getKey());
        assertThat(stored.traces().get(trace.getKey())).isEqualTo(trace.getValue());
        assertThat(stored.count()).isEqualTo(trace.getValue().size());
      }
    }
  }

  /** The comparison is worth nothing if the agents did not use what it is about. */
  private static void assertTellsSomething(ExportedSpans exported) {
    assertThat(exported.traces().values())
        .filteredOn(trace -> languages(trace).equals("java nodejs"))
        .hasSize(2 * ROUNDS);
    String all = exported.traces().toString();
    assertThat(all).contains("exception.stacktrace", "droppedEventsCount=", "droppedLinksCount=",
        "traceState=vendor=round", "links=[", "doubleValue=1.0E300", "message=stock said 500");
  }

  private static String languages(Map<String, Map<String, Object>> trace) {
    return Stream.of("java", "nodejs")
        .filter(language -> trace.values().stream()
            .anyMatch(span -> span.get("resource").toString()
                .contains("telemetry.sdk.language, value={stringValue=" + language + "}")))
        .collect(Collectors.joining(" "));
  }

  private static byte[] otlp(ServerProcess server, String traceId) throws Exception {
    HttpResponse<byte[]> answer = server.get("/api/v1/traces/" + traceId + "/otlp", "Accept",
        "application/json");
    assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return answer.body();
  }

  /** Half of the requests come from a caller who is traced elsewhere. */
  private static int get(String url, int round) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (round % 2 == 0) {
      request.header("traceparent",
          String.format(Locale.ROOT, "00-%032x-00f067aa0ba902b7-01",
              url.hashCode() * 1_000L + round + (1L << 60)));
      request.header("tracestate", "vendor=round" + round + ",other=x");
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private ServiceProcess stock(ServerProcess server, String protocol, Path recorded)
      throws IOException {
    Map<String, String> environment = environment(server, "stock", protocol);
    environment.put("RECORD_TO", recorded.toString());
    environment.put("OTEL_NODE_RESOURCE_DETECTORS", "env,host,os,process,serviceinstance");
    return ServiceProcess.start(folder, "stock", node, environment,
        List.of("node", "--require", "./recorder.js", "--require",
            "@opentelemetry/auto-instrumentations-node/register", "stock.js"));
  }

  private ServiceProcess shop(ServerProcess server, String protocol, String stockUrl)
      throws IOException, URISyntaxException {
    Map<String, String> environment = environment(server, "shop", protocol);
    environment.put("OTEL_TRACES_EXPORTER", "otlp,experimental-otlp/stdout");
    return ServiceProcess.start(folder, "shop", folder, environment,
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-javaagent:" + System.getProperty("xquare.test.javaagent"), "-cp", shopClassPath(),
            Shop.class.getName(), stockUrl));
  }

  private static Map<String, String> environment(ServerProcess server, String service,
      String protocol) {
    int port = protocol.equals("grpc") ? server.grpcPort() : server.otlpHttpPort();
    return new HashMap<>(Map.of("OTEL_SERVICE_NAME", service, "OTEL_RESOURCE_ATTRIBUTES",
        "service.namespace=shop-prod,k8s.pod.name=" + service + "-0", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + port, "OTEL_EXPORTER_OTLP_PROTOCOL", protocol, "OTEL_TRACES_EXPORTER",
        "otlp", "OTEL_METRICS_EXPORTER", "otlp", "OTEL_LOGS_EXPORTER", "otlp",
        "OTEL_METRIC_EXPORT_INTERVAL", "500", "OTEL_SPAN_EVENT_COUNT_LIMIT", "3",
        "OTEL_SPAN_LINK_COUNT_LIMIT", "1"));
  }

  static String shopClassPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type : List.of(Shop.class, OpenTelemetry.class, Attributes.class, Context.class,
        ComponentLoader.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return places.stream().distinct().collect(Collectors.joining(File.pathSeparator));
  }
}
