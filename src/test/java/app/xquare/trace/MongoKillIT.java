package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.PatientWriters;
import app.xquare.trace.testing.ServerProcess;
import app.xquare.trace.testing.StoredSpans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MongoDB is away longer than ten retries of a second take, and {@code kill -9} ends the server
 * meanwhile: nothing acknowledged is lost, and no sender that waits as it is told gives up.
 */
class MongoKillIT {
  private static final int ROUNDS = Counts.sample(1, 10);
  private static final Duration AWAY = Duration.ofSeconds(Counts.sample(16, 30));

  @TempDir
  Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNoSenderGivesUp() throws Exception {
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    AtomicInteger port = new AtomicInteger();
    try (InProcessMongo mongo = new InProcessMongo()) {
      for (int round = 1; round <= ROUNDS; round++) {
        ServerProcess server = start(mongo).awaitReady();
        port.set(server.grpcPort());
        try (PatientWriters writers = new PatientWriters(round, port::get, 4, acknowledged)) {
          awaitMore(acknowledged, 20);
          mongo.stop();
          // The outage is what is tested, not a wait for something.
          Thread.sleep(round % 2 == 0 ? AWAY.dividedBy(2) : AWAY);
          if (round % 2 == 0) {
            server.kill();
            server = start(mongo);
            port.set(server.grpcPort());
            Thread.sleep(AWAY.dividedBy(2));
          }
          mongo.start();
          server.awaitReady();
          awaitMore(acknowledged, 20);
          server.kill();
          server = start(mongo).awaitReady();
          port.set(server.grpcPort());
          awaitMore(acknowledged, 20);
          writers.finish();
          assertThat(writers.givenUp()).as("given up in round %d", round).isZero();
          if (round == ROUNDS) {
            StoredSpans.assertAllShownOnce(server, acknowledged);
          }
        } finally {
          server.close();
        }
      }
    }
  }

  private static void awaitMore(Map<String, Integer> acknowledged, int traces) {
    int before = acknowledged.size();
    await().atMost(Duration.ofMinutes(5)).until(() -> acknowledged.size() >= before + traces);
  }

  private ServerProcess start(InProcessMongo mongo) {
    return ServerProcess.start(folder.resolve("server.log"), List.of("-Xmx256m"),
        List.of("xquare.trace.store.mongo-uri=" + mongo.uri("kill")));
  }
}
