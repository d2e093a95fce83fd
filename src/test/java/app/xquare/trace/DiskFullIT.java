package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.ServerProcess;
import app.xquare.trace.testing.SmallDisk;
import app.xquare.trace.testing.StoredSpans;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole application on a small disk that fills up, first to the room it leaves itself, then to the
 * last byte: senders are told to retry, what is stored can be read, and when space returns it goes on.
 */
class DiskFullIT {
  private static final int SPANS = 20;

  @TempDir
  Path temp;

  private final Random random = new Random(17);
  private final Map<String, Integer> acknowledged = new HashMap<>();
  private long next = 1;

  @Test
  void goesOnWhenSpaceReturns() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("disk"), 200)) {
      disk.fill("others", 60);
      List<String> properties = List
          .of("xquare.trace.store.data-directory=" + disk.folder().resolve("data"));
      Path log = temp.resolve("server.log");
      try (ServerProcess server = ServerProcess.start(log, List.of("-Xmx384m"), properties)
          .awaitReady(); OtlpSender sender = new OtlpSender(server.grpcPort())) {
        while (isAcknowledged(sender)) {
          assertThat(acknowledged.size()).as("traces on a disk of 200 MB").isLessThan(4_000);
        }
        assertThat(acknowledged.size()).isGreaterThan(10);
        assertThat(server.awaitStatus("/actuator/health/readiness", 503))
            .contains("\"available\":false");

        disk.fill("more of others", 200);
        // Longer than two checkpoints, which cannot write either.
        Thread.sleep(12_000);
        assertThat(isAcknowledged(sender)).isFalse();
        StoredSpans.assertAllOnce(server, acknowledged);
        assertThat(server.get("/api/v1/traces?service=full&from=-1h").statusCode()).isEqualTo(200);

        disk.delete("more of others");
        disk.delete("others");
        server.awaitReady();
        int before = acknowledged.size();
        while (acknowledged.size() < before + 10) {
          assertThat(isAcknowledged(sender)).isTrue();
        }
        StoredSpans.assertAllOnce(server, acknowledged);
        server.kill();
      }
      try (ServerProcess again = ServerProcess.start(log, List.of("-Xmx384m"), properties)
          .awaitReady()) {
        StoredSpans.assertAllOnce(again, acknowledged);
      }
    }
  }

  /** Sends one trace; it is acknowledged, or the sender is told to try again. */
  private boolean isAcknowledged(OtlpSender sender) {
    long id = next++;
    List<Span> spans = new ArrayList<>();
    for (int span = 1; span <= SPANS; span++) {
      byte[] noise = new byte[6_000];
      random.nextBytes(noise);
      long now = System.currentTimeMillis() * 1_000_000;
      spans.add(Span.newBuilder().setTraceId(OtlpSender.traceId(0xd15c, id))
          .setSpanId(OtlpSender.spanId(span)).setName("fill").setStartTimeUnixNano(now)
          .setEndTimeUnixNano(now + 1).addAttributes(
              OtlpSender.attribute("noise", Base64.getEncoder().encodeToString(noise)))
          .build());
    }
    try {
      sender.send(OtlpSender.request("full", spans));
      acknowledged.put(String.format(Locale.ROOT, "000000000000d15c%016x", id), SPANS);
      return true;
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return false;
    }
  }
}
