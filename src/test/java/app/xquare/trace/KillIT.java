package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.ServerProcess;
import app.xquare.trace.testing.StoredSpans;
import app.xquare.trace.testing.Writers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after {@code kill -9} under load, thirty times over, once. */
class KillIT {
  private static final int ROUNDS = 30;

  @TempDir
  Path folder;

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      int before = acknowledged.size();
      try (ServerProcess server = start()) {
        if (round % 5 == 0) {
          // Killed at any point of its start, while it may be replaying the log.
          Thread.sleep(ThreadLocalRandom.current().nextInt(500, 4000));
          server.kill();
          continue;
        }
        server.awaitReady();
        Writers writers = new Writers(server.grpcPort(), 4, acknowledged);
        writers.awaitMore(10);
        Thread.sleep(ThreadLocalRandom.current().nextInt(1000));
        server.kill();
        writers.close();
        assertThat(acknowledged.size()).as("round %d acknowledged something", round)
            .isGreaterThan(before);
      }
    }
    try (ServerProcess server = start().awaitReady()) {
      StoredSpans.assertAllOnce(server, acknowledged);
      assertThat(server.stop()).as("exit code of an orderly stop").isIn(0, 143);
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(folder.resolve("server.log"),
        List.of("-Xmx256m"),
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data")));
  }
}
