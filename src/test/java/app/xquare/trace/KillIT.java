package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.ServerProcess;
import app.xquare.trace.testing.StoredSpans;
import app.xquare.trace.testing.Writers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was acknowledged is there after {@code kill -9} under load, many times over, once. */
class KillIT {
  private static final int ROUNDS = Counts.sample(5, 30);

  @TempDir
  Path folder;

  /** The second locale has digits of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "fa-IR"})
  void nothingAcknowledgedIsLost(String locale) throws Exception {
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    Random moments = new Random(30);
    for (int round = 1; round <= ROUNDS; round++) {
      int before = acknowledged.size();
      try (ServerProcess server = start(locale)) {
        if (round % 5 == 0) {
          // Killed at any point of its start, while it may be replaying the log.
          Thread.sleep(moments.nextInt(500, 4000));
          server.kill();
          continue;
        }
        server.awaitReady();
        Writers writers = new Writers(server.grpcPort(), 4, acknowledged);
        writers.awaitMore(10);
        Thread.sleep(moments.nextInt(1000));
        server.kill();
        writers.close();
        assertThat(acknowledged.size()).as("round %d acknowledged something", round)
            .isGreaterThan(before);
      }
    }
    try (ServerProcess server = start(locale).awaitReady()) {
      StoredSpans.assertAllOnce(server, acknowledged);
      assertThat(server.stop()).as("exit code of an orderly stop").isIn(0, 143);
    }
  }

  private ServerProcess start(String locale) {
    return ServerProcess.start(folder.resolve("server.log"),
        List.of("-Xmx256m", "-Duser.language=" + locale.substring(0, 2),
            "-Duser.country=" + locale.substring(3)),
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data")));
  }
}
