package app.xquare.trace.bench;

import app.xquare.trace.demo.DemoSpans;
import com.github.luben.zstd.Zstd;
import com.sun.net.httpserver.HttpServer;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Records what real agents export: {@code java}, {@code nodejs}, {@code python} and {@code demo}, each
 * to a file below {@code src/bench/resources/samples}: length and bytes of one request after the other,
 * compressed. Every service runs several times under different names, so that what a dictionary learns
 * is what agents say and not what our samples are called.
 */
public final class Samples {
  static final Path FOLDER = Path.of("src/bench/resources/samples");
  private static final List<String> NAMES = List.of("order", "user", "dormitory", "meal");
  private static final Random RANDOM = new Random();

  private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(requests);
  private String endpoint = "";

  /** @param args which of the four to record anew */
  public static void main(String[] args) throws Exception {
    MongoServer mongo = new MongoServer(new MemoryBackend());
    String mongoUri = "mongodb://localhost:" + mongo.bind().getPort();
    for (String language : args) {
      new Samples().record(language, mongoUri);
    }
    mongo.shutdownNow();
    System.exit(0);
  }

  private void record(String language, String mongoUri) throws Exception {
    HttpServer receiver = HttpServer
        .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/v1/traces", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      take(body);
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    receiver.start();
    endpoint = "http://localhost:" + receiver.getAddress().getPort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    for (String name : NAMES) {
      switch (language) {
        case "java" -> run(name,
            Map.of("CLASSPATH", System.getProperty("java.class.path"), "JAVA_TOOL_OPTIONS",
                "-javaagent:" + System.getProperty("sample.javaagent"), "SERVER_PORT", "0",
                "SPRING_GRPC_SERVER_ENABLED", "false", "LOGGING_LEVEL_ROOT", "OFF",
                "SPRING_DATASOURCE_URL", "jdbc:h2:mem:" + name, "SAMPLE_MONGO", mongoUri),
            List.of(java, SampleService.class.getName(), "60"));
        case "nodejs" -> run(name, Map.of(),
            List.of("node", "--require", "@opentelemetry/auto-instrumentations-node/register",
                "sample.js", mongoUri, "110"));
        case "python" -> run(name, Map.of(), List.of("python3", "sample.py", "120"));
        default -> DemoSpans.send(endpoint + "/v1/traces", 60);
      }
    }
    receiver.stop(0);
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(language + ".zst"), Zstd.compress(requests.toByteArray(), 19));
    System.out.printf(Locale.ROOT, "%s: %d bytes of requests%n", language, requests.size());
  }

  private synchronized void take(byte[] body) throws IOException {
    out.writeInt(body.length);
    out.write(body);
  }

  /** Paths of this machine go into the environment, which agents do not export. */
  private void run(String name, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    String pod = name + "-" + hex(5) + "-" + hex(3).substring(1);
    String attributes = String.join(",", List.of("service.namespace=" + name + "-prod",
        "service.version=" + hex(4), "deployment.environment.name=prod",
        "k8s.container.name=" + name, "k8s.deployment.name=" + name,
        "k8s.namespace.name=" + name + "-prod", "k8s.node.name=node-" + RANDOM.nextInt(9),
        "k8s.pod.name=" + pod, "host.name=" + pod, "k8s.pod.uid=" + java.util.UUID.randomUUID(),
        "k8s.replicaset.name=" + pod.substring(0, pod.lastIndexOf('-')),
        "service.instance.id=" + name + "-prod." + pod + "." + name));
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).inheritIO()
        .directory(Path.of(System.getProperty("sample.directory", ".")).toFile());
    builder.environment()
        .putAll(Map.of("OTEL_SERVICE_NAME", name, "OTEL_RESOURCE_ATTRIBUTES", attributes,
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
            "OTEL_TRACES_EXPORTER", "otlp", "OTEL_METRICS_EXPORTER", "none", "OTEL_LOGS_EXPORTER",
            "none", "OTEL_BSP_SCHEDULE_DELAY", "400"));
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(command.getFirst() + " ended with " + exit);
    }
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
