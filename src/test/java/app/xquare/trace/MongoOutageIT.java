package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.FaultyProxy;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.ServerProcess;
import app.xquare.trace.testing.StoredSpans;
import app.xquare.trace.testing.Writers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is there, once, after cut connections and stopped servers under load, through
 * one process that is never restarted.
 */
class MongoOutageIT {
  private static final int ROUNDS = Counts.sample(12, 30);

  @TempDir
  Path folder;

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    try (InProcessMongo mongo = new InProcessMongo();
        FaultyProxy proxy = new FaultyProxy(mongo.port())) {
      // The database is not there yet when the application starts.
      proxy.refuse();
      try (ServerProcess server = ServerProcess.start(folder.resolve("server.log"),
          List.of("-Xmx256m"), List.of("xquare.trace.store.mongo-uri="
              + InProcessMongo.uri(proxy.port(), "outage")))) {
        // Neither is said at once: it answers before it has started.
        server.awaitStatus("/actuator/health/liveness", 200);
        assertThat(server.awaitStatus("/actuator/health/readiness", 503)).contains("DOWN");
        proxy.forward();
        server.awaitReady();
        Random moments = new Random(30);
        for (int round = 1; round <= ROUNDS; round++) {
          int before = acknowledged.size();
          try (Writers writers = new Writers(server.grpcPort(), 4, acknowledged)) {
            writers.awaitMore(20);
            disturb(round, moments, mongo, proxy);
            // It takes spans again by itself.
            writers.awaitMore(20);
          }
          assertThat(acknowledged.size()).as("round %d", round).isGreaterThan(before);
        }
        StoredSpans.assertAllOnce(server, acknowledged);
      }
    }
  }

  private static void disturb(int round, Random random, InProcessMongo mongo, FaultyProxy proxy)
      throws InterruptedException {
    switch (round % 4) {
      case 0 -> proxy.cut();
      case 1 -> proxy.cutAfter(random.nextLong(100, 20_000));
      case 2 -> {
        proxy.refuse();
        Thread.sleep(random.nextInt(50, 500));
        proxy.forward();
      }
      default -> {
        mongo.stop();
        Thread.sleep(random.nextInt(50, 500));
        mongo.start();
      }
    }
    Thread.sleep(random.nextInt(10, 100));
    proxy.forward();
  }
}
