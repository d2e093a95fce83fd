package app.xquare.trace.store;

import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import app.xquare.trace.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** How retention by size and an engine that knows its size get along within one day. */
public abstract class SizeLimitContract {
  private static final long LIMIT = 32L << 20;
  private static final int FRAGMENT = 16 << 10;
  private static final int FRAGMENTS_A_LOOK = 40;
  private static final int LOOKS = 170;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final TestClock clock = new TestClock(Instant.ofEpochSecond(0, Fragments.NOON));
  private final Fragments fragments = new Fragments(11);
  private final List<Long> written = new ArrayList<>();
  private final Set<String> seen = new TreeSet<>();

  protected abstract TraceStore open();

  /** Brings what was appended into the partitions' files. */
  protected abstract void checkpoint(TraceStore store);

  /** What all files of the store take. */
  protected abstract long bytesOnDisk();

  @Test
  void holdsTheLimitWhileManyTimesAsMuchIsWritten() {
    try (TraceStore store = open()) {
      CurrentPartition current = new CurrentPartition(store, clock);
      Retention retention = retention(store, current);
      AtomicLong snapshot = new AtomicLong();
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Integer> searches = CompletableFuture
          .supplyAsync(() -> search(store, snapshot, done));
      for (int look = 0; look < LOOKS; look++) {
        write(store, current.name());
        snapshot.set(fragments.last());
        checkpoint(store);
        assertThat(bytesOnDisk()).as("look " + look).isLessThanOrEqualTo(LIMIT);
        retention.keepWithinLimit();
        clock.advance(BETWEEN_LOOKS);
        assertOnlyTheOldestIsGone(store);
      }
      done.set(true);
      assertThat(searches.join()).isPositive();
      assertThat((long) FRAGMENT * written.size()).isGreaterThan(3 * LIMIT);
      assertThat((long) FRAGMENT * stored(store).size()).as("it is used, too")
          .isGreaterThan(LIMIT / 3);
      assertThat(seen).hasSizeGreaterThan(20);
    }
  }

  @Test
  void goesOnWithTheSamePartAfterARestart() {
    String last;
    try (TraceStore store = open()) {
      CurrentPartition current = new CurrentPartition(store, clock);
      Retention retention = retention(store, current);
      while (!current.name().endsWith("_0002")) {
        write(store, current.name());
        checkpoint(store);
        retention.keepWithinLimit();
      }
      write(store, current.name());
      last = current.name();
    }
    try (TraceStore store = open()) {
      CurrentPartition current = new CurrentPartition(store, clock);
      assertThat(current.name()).isEqualTo(last);
      write(store, current.name());
      assertThat(stored(store)).isEqualTo(written);
      assertThat(store.partitions()).extracting(Partition::name).hasSize(3).contains(last);
    }
  }

  private Retention retention(TraceStore store, CurrentPartition current) {
    return new Retention(store, current, new StoreProperties("", Path.of(""), Duration.ofDays(7),
        DataSize.ofBytes(LIMIT), Set.of()), clock);
  }

  private void write(TraceStore store, String partition) {
    List<Commit.Entry> entries = new ArrayList<>();
    for (int i = 0; i < FRAGMENTS_A_LOOK; i++) {
      long start = Fragments.NOON + written.size();
      Fragment fragment = fragments.at(fragments.traceId(), start, FRAGMENT);
      entries.add(entry(fragment, "t"));
      written.add(fragment.sequence());
    }
    store.append(new Commit(partition, entries, Set.of()));
  }

  private void assertOnlyTheOldestIsGone(TraceStore store) {
    List<String> left = store.partitions().stream().map(Partition::name).toList();
    seen.addAll(left);
    assertThat(left).isEqualTo(
        seen.stream().filter(name -> name.compareTo(left.getFirst()) >= 0).toList());
  }

  /** All that is there, in the order of writing. */
  private List<Long> stored(TraceStore store) {
    List<Long> found = Scan.ALL.anyOf("t").of(store).stream().map(Fragment::sequence).toList()
        .reversed();
    assertThat(found).isEqualTo(written.subList(written.size() - found.size(), written.size()));
    return found;
  }

  /** Searches see the newest up to their snapshot, and fewer of the oldest from time to time. */
  private static int search(TraceStore store, AtomicLong snapshot, AtomicBoolean done) {
    int searches = 0;
    long oldest = 0;
    while (!done.get() || searches == 0) {
      long newest = snapshot.get();
      List<Fragment> found = Scan.ALL.anyOf("t").snapshot(newest).of(store);
      if (newest > 0) {
        assertThat(found.getFirst().sequence()).isEqualTo(newest);
        assertThat(found.getLast().sequence()).isGreaterThanOrEqualTo(oldest);
        assertThat(found.getFirst().startUnixNano() - found.getLast().startUnixNano())
            .as("without a gap").isEqualTo(found.size() - 1);
        oldest = found.getLast().sequence();
        searches++;
      }
    }
    return searches;
  }
}
