package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package as users start it: {@code java -jar xquare-trace.jar}. */
class PackagedJarIT {
  private static final Path PACKAGE = Path.of(System.getProperty("xquare.test.basedir", "."),
      "target", "xquare-trace");

  @TempDir
  Path temp;

  @Test
  void startsInPlaceWithItsOwnJvmOptionsAndPreparedClasses() throws Exception {
    int port = FreePorts.next();
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.io.tmpdir=" + temp, "-jar", PACKAGE.resolve("xquare-trace.jar").toString(),
        "--server.port=" + port,
        "--spring.grpc.server.port=" + FreePorts.next(),
        "--xquare.trace.otlp.http-port=" + FreePorts.next(),
        "--xquare.trace.store.data-directory=" + temp.resolve("data"));
    Path log = temp.resolve("log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    try {
      awaitReady(process, port, log);
      assertThat(List.of(process.info().arguments().orElseThrow())).contains("-Xmx576m",
          "-XX:+UseCompactObjectHeaders",
          "-XX:AOTCache=" + PACKAGE.toRealPath().resolve("xquare-trace.aot"));
      assertThat(Files.readString(log)).doesNotContain("[warning]").doesNotContain("[error]");
    } finally {
      process.destroy();
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isEqualTo(143);
  }

  private static void awaitReady(Process process, int port, Path log) throws Exception {
    Instant patience = Instant.now().plusSeconds(300);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest ready = HttpRequest
          .newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
          .build();
      while (Instant.now().isBefore(patience) && process.isAlive()) {
        try {
          if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          // asked again below
        }
        Thread.sleep(100);
      }
    }
    throw new AssertionError("it was never ready:\n" + Files.readString(log));
  }
}
