package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.ServerProcess;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a folder in use and of damaged files: the table in docs/api.md. */
class DamageIT {
  private static final int TRACES = 20;

  @TempDir
  Path folder;

  @Test
  void aSecondProcessOnTheSameFolderIsRefused() throws Exception {
    try (ServerProcess first = start().awaitReady(); ServerProcess second = start()) {
      assertThat(second.awaitExit()).isEqualTo(1);
      assertThat(second.output()).contains("the data folder " + folder.resolve("data"),
          "is in use by", "xquare.trace.store.data-directory");
      assertThat(first.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aDamagedEndOfTheLogIsCutAndNothingAcknowledgedIsLost() throws Exception {
    killAfterSending();
    Files.write(newest("wal"), new byte[]{1, 2, 3, 4, 5, 6, 7}, StandardOpenOption.APPEND);
    try (ServerProcess server = start().awaitReady()) {
      assertThat(server.output()).contains("cut the end of the write-ahead log");
      for (int trace = 1; trace <= TRACES; trace++) {
        assertThat(server.get("/api/v1/traces/" + id(trace)).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aLogThatIsDamagedBeforeItsEndStopsTheStart() throws Exception {
    killAfterSending();
    Path log = newest("wal");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 3] ^= 1;
    Files.write(log, bytes);
    try (ServerProcess server = start()) {
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.output()).contains("the write-ahead log is damaged: " + log,
          "with acknowledged records after it");
    }
    assertThat(Files.readAllBytes(log)).as("left as it was").isEqualTo(bytes);
  }

  @Test
  void aDamagedIndexAnswersWithAnErrorAndNeverInPart() throws Exception {
    try (ServerProcess server = start().awaitReady()) {
      send(server);
      server.stop();
    }
    Path index = newest("partitions");
    try (Stream<Path> files = Files.list(index)) {
      Path largest = files.max(Comparator.comparingLong(DamageIT::size)).orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      Files.write(largest, Arrays.copyOf(bytes, bytes.length / 2));
    }
    try (ServerProcess server = start().awaitReady()) {
      for (String path : List.of("/api/v1/traces", "/api/v1/traces/" + id(1))) {
        HttpResponse<byte[]> answer = server.get(path);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("corrupt-data")
            .doesNotContain("Exception").doesNotContain(folder.toString());
        assertThat(answer.statusCode()).isEqualTo(500);
      }
      assertThat(server.output()).contains("partition " + index.getFileName() + " is damaged");
    }
  }

  /** Leaves acknowledged records in the log, since the process cannot say goodbye. */
  private void killAfterSending() throws Exception {
    try (ServerProcess server = start().awaitReady()) {
      // A checkpoint may empty the log in between: what follows it stays.
      do {
        send(server);
      } while (size(newest("wal")) < 2_000);
      server.kill();
    }
  }

  private static void send(ServerProcess server) {
    try (OtlpSender sender = new OtlpSender(server.grpcPort())) {
      for (int trace = 1; trace <= TRACES; trace++) {
        Span span = Span.newBuilder().setTraceId(OtlpSender.traceId(0xd, trace))
            .setSpanId(OtlpSender.spanId(1)).setName("span").setStartTimeUnixNano(System.nanoTime())
            .setEndTimeUnixNano(Long.MAX_VALUE).build();
        sender.send(OtlpSender.request("damage", List.of(span)));
      }
    }
  }

  private static String id(int trace) {
    return String.format(Locale.ROOT, "000000000000000d%016x", trace);
  }

  private Path newest(String part) throws IOException {
    try (Stream<Path> paths = Files.list(folder.resolve("data").resolve(part))) {
      return paths.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private ServerProcess start() {
    return ServerProcess.start(folder.resolve("server.log"), List.of("-Xmx256m"),
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data")));
  }
}
