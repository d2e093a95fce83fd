package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several processes on one database, which share nothing else. */
class MongoReplicasTest {
  private static final int REPLICAS = 3;
  private static final int COMMITS = 30;

  /** All begin the same day at the same moment, and each moves its bounds. */
  @Test
  void eachSeesWhatTheOthersWereAcknowledged() throws Exception {
    try (InProcessMongo server = new InProcessMongo();
        ExecutorService threads = Executors.newFixedThreadPool(REPLICAS)) {
      List<TraceStore> stores = new ArrayList<>();
      List<Future<?>> writers = new ArrayList<>();
      CyclicBarrier barrier = new CyclicBarrier(REPLICAS);
      for (int i = 0; i < REPLICAS; i++) {
        stores.add(MongoStores.open(server.uri("replicas")));
      }
      for (int i = 0; i < REPLICAS; i++) {
        int replica = i;
        writers.add(threads.submit(() -> {
          for (int c = 0; c < COMMITS; c++) {
            barrier.await();
            Fragment written = fragment(replica, c);
            stores.get(replica).append(new Commit("20261122",
                List.of(Fragments.entry(written, "t")), Set.of("same", "of " + replica)));
            TraceStore other = stores.get((replica + 1) % REPLICAS);
            assertThat(Scan.ALL.anyOf("t").start(written.startUnixNano(), written.startUnixNano())
                .of(other)).extracting(Fragment::sequence).contains(written.sequence());
            assertThat(other.fragments(written.traceId(), Long.MAX_VALUE)).hasSize(1);
          }
          return null;
        }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      for (TraceStore store : stores) {
        assertThat(Scan.ALL.of(store)).hasSize(REPLICAS * COMMITS);
        assertThat(store.partitions()).singleElement()
            .satisfies(p -> assertThat(p.fragments()).isEqualTo(REPLICAS * COMMITS));
        List<String> catalog = new ArrayList<>();
        store.catalog(0, Long.MAX_VALUE, "", catalog::add);
        assertThat(catalog).containsExactly("of 0", "of 1", "of 2", "same");
      }
      stores.forEach(TraceStore::close);
    }
  }

  private static Fragment fragment(int replica, int number) {
    long sequence = 1L + (long) number * REPLICAS + replica;
    long start = NOON + (replica - 1L) * number * 100 * SECOND;
    return new Fragment(new TraceId(1, sequence), sequence, start, start, 1, 1, new byte[5]);
  }
}
