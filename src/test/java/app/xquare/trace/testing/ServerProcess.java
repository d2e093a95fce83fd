package app.xquare.trace.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The whole application in a process of its own, so that it can be killed. */
public final class ServerProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newBuilder()
      .connectTimeout(Duration.ofSeconds(60)).build();

  private final Process process;
  private final Path log;
  private final int apiPort;
  private final int grpcPort;
  private final int otlpHttpPort;

  private ServerProcess(Process process, Path log, int apiPort, int grpcPort, int otlpHttpPort) {
    this.process = process;
    this.log = log;
    this.apiPort = apiPort;
    this.grpcPort = grpcPort;
    this.otlpHttpPort = otlpHttpPort;
  }

  /**
   * Starts it on free ports and does not wait for it.
   *
   * @param log gets what it prints, appended
   * @param jvm options such as {@code -Xmx512m}
   * @param properties such as {@code xquare.trace.store.data-directory=…}
   */
  public static ServerProcess start(Path log, List<String> jvm, List<String> properties) {
    int[] ports = {FreePorts.next(), FreePorts.next(), FreePorts.next()};
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        // What a killed server leaves there goes with the test's folder.
        "-Djava.io.tmpdir=" + log.toAbsolutePath().getParent()));
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), "app.xquare.trace.TraceApplication",
        "--server.port=" + ports[0], "--spring.grpc.server.port=" + ports[1],
        "--xquare.trace.otlp.http-port=" + ports[2], "--" + RunningApplication.PATIENCE));
    properties.forEach(property -> command.add("--" + property));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().remove("MONGO_URI");
      return new ServerProcess(builder.start(), log, ports[0], ports[1], ports[2]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int apiPort() {
    return apiPort;
  }

  public int grpcPort() {
    return grpcPort;
  }

  public int otlpHttpPort() {
    return otlpHttpPort;
  }

  /** Waits until it says that it is ready; fails with its log if it ends before. */
  public ServerProcess awaitReady() throws InterruptedException {
    awaitStatus("/actuator/health/readiness", 200);
    return this;
  }

  /** Waits until a path is answered with a status, and returns the answer. */
  public String awaitStatus(String path, int status) throws InterruptedException {
    Instant patience = Instant.now().plusSeconds(180);
    while (Instant.now().isBefore(patience)) {
      if (!process.isAlive()) {
        throw new AssertionError("the server ended with " + process.exitValue() + ":\n" + tail());
      }
      try {
        HttpResponse<byte[]> answer = get(path);
        if (answer.statusCode() == status) {
          return new String(answer.body(), StandardCharsets.UTF_8);
        }
      } catch (IOException notYet) {
        // asked again below
      }
      Thread.sleep(50);
    }
    throw new AssertionError(path + " was never answered with " + status + ":\n" + tail());
  }

  /** Asks the API. */
  public HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
        .timeout(Duration.ofMinutes(5));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** {@code kill -9}: no shutdown hook runs. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to stop and returns its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("the server did not stop:\n" + tail());
    }
    return process.exitValue();
  }

  /** Waits until it ends by itself and returns its exit code. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("the server did not end:\n" + tail());
    }
    return process.exitValue();
  }

  /** All that was printed into its log. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  @Override
  public void close() {
    // Until it is gone it may write into the folder that is deleted next.
    process.destroyForcibly().onExit().join();
  }

  /** Without the tests' own classes, whose configurations are not part of the application. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
