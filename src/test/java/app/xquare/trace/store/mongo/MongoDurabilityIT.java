package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.FaultyProxy;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code append} returned from is there, once, however the connection or the server went away. */
class MongoDurabilityIT {
  private static final int ROUNDS = Counts.sample(12, 30);

  private final Map<Long, Fragment> acknowledged = new ConcurrentHashMap<>();
  private final Set<String> catalog = ConcurrentHashMap.newKeySet();
  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void keepsWhatItAcknowledgedOverOutages() throws Exception {
    Random random = new Random(30);
    int outages = 0;
    try (InProcessMongo server = new InProcessMongo();
        FaultyProxy proxy = new FaultyProxy(server.port());
        TraceStore store = MongoStores.open(InProcessMongo.uri(proxy.port(), "durable"));
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> writer = thread.submit(() -> write(store));
      for (int round = 0; round < ROUNDS; round++) {
        awaitMore(commits, 3);
        switch (round % 4) {
          case 0 -> proxy.cut();
          case 1 -> {
            int cuts = proxy.cuts();
            proxy.cutAfter(1 + random.nextInt(60_000));
            await().until(() -> proxy.cuts() > cuts);
          }
          case 2 -> {
            proxy.refuse();
            awaitMore(failures, 1);
            proxy.forward();
            outages++;
          }
          default -> {
            server.stop();
            awaitMore(failures, 1);
            server.start();
            outages++;
          }
        }
      }
      awaitMore(commits, 3);
      done.set(true);
      writer.get();

      Map<Long, Fragment> found = new HashMap<>();
      for (Fragment fragment : Scan.ALL.of(store)) {
        assertThat(found.put(fragment.sequence(), fragment)).isNull();
      }
      assertThat(found).containsKeys(acknowledged.keySet().toArray(Long[]::new));
      acknowledged.forEach((sequence, fragment) -> {
        assertThat(found.get(sequence)).usingRecursiveComparison().isEqualTo(fragment);
      });
      acknowledged.values().stream().limit(50)
          .forEach(fragment -> assertThat(store.fragments(fragment.traceId(), Long.MAX_VALUE))
              .extracting(Fragment::sequence).containsOnlyOnce(fragment.sequence()));
      List<String> entries = new ArrayList<>();
      store.catalog(0, Long.MAX_VALUE, "", entries::add);
      assertThat(entries).containsAll(catalog).doesNotHaveDuplicates();
      assertThat(failures.get()).isGreaterThanOrEqualTo(outages);
    }
  }

  /** Like a sender: what was not acknowledged is sent again, under new numbers. */
  private void write(TraceStore store) {
    Fragments fragments = new Fragments(31);
    Random random = fragments.random();
    while (!done.get()) {
      String name = "entry " + random.nextInt(1_000);
      Set<String> names = Set.of(name);
      List<Fragment> sent = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        sent.add(fragments.at(fragments.traceId(), NOON + random.nextLong(600_000_000_000L),
            random.nextInt(2_000)));
      }
      while (!append(store, sent, names)) {
        sent.replaceAll(f -> fragments.with(f.traceId(), f.startUnixNano(), f.lastStartUnixNano(),
            f.maxDurationNanos(), f.spanCount(), f.payload()));
      }
      sent.forEach(fragment -> acknowledged.put(fragment.sequence(), fragment));
      catalog.addAll(names);
      commits.incrementAndGet();
    }
  }

  private boolean append(TraceStore store, List<Fragment> sent, Set<String> names) {
    try {
      store.append(new Commit("20261122", sent.stream().map(f -> entry(f, "t")).toList(), names));
      return true;
    } catch (UnavailableException e) {
      failures.incrementAndGet();
      return false;
    }
  }

  private static void awaitMore(AtomicInteger counter, int more) {
    int enough = counter.get() + more;
    await().until(() -> counter.get() >= enough);
  }
}
