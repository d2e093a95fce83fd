package app.xquare.trace.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged application in a process of its own, and what it costs. */
final class ServerUnderTest implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();

  private final Process process;
  private final int apiPort;
  private final int grpcPort;
  private final double secondsToReady;

  private ServerUnderTest(Process process, int apiPort, int grpcPort, double secondsToReady) {
    this.process = process;
    this.apiPort = apiPort;
    this.grpcPort = grpcPort;
    this.secondsToReady = secondsToReady;
  }

  static ServerUnderTest start(Options options, Path data) throws Exception {
    int[] ports = freePorts(3);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options.jvm());
    if (options.jar().toString().isEmpty()) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"),
          "app.xquare.trace.TraceApplication"));
    } else {
      command.addAll(List.of("-jar", options.jar().toString()));
    }
    command.addAll(List.of("--server.port=" + ports[0], "--spring.grpc.server.port=" + ports[1],
        "--xquare.trace.otlp.http-port=" + ports[2],
        "--xquare.trace.store.data-directory=" + data,
        "--xquare.trace.store.mongo-uri=" + options.mongoUri()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect
            .appendTo(options.directory().resolve("server.log").toFile()));
    builder.environment().remove("MONGO_URI");
    long begin = System.nanoTime();
    Process process = builder.start();
    while (!isReady(ports[0])) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the server ended with " + process.exitValue() + ", see "
            + options.directory().resolve("server.log"));
      }
      Thread.sleep(10);
    }
    return new ServerUnderTest(process, ports[0], ports[1], (System.nanoTime() - begin) / 1e9);
  }

  private static boolean isReady(int port) throws InterruptedException {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness")).build(),
          HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  int grpcPort() {
    return grpcPort;
  }

  double secondsToReady() {
    return secondsToReady;
  }

  /** Asks the API and fails if it refuses. */
  String get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
            .timeout(Duration.ofMinutes(1)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + " was answered with " + answer.statusCode() + ": "
          + body);
    }
    return body;
  }

  /** Of all its threads, since it began. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** A field of {@code /proc/<pid>/status} in MiB, NaN where there is none. */
  double memory(String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0;
      }
    }
    return Double.NaN;
  }

  /** Waits until it has ended in order. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    int[] ports = new int[count];
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      ports[i] = socket.getLocalPort();
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
