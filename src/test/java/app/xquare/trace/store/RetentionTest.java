package app.xquare.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.TestClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RetentionTest {
  private final Sizes store = new Sizes();

  @Test
  void keepsEverySpanForTheWholeTime() {
    store.put("20261113", 1).put("20261114", 1).put("20261115", 1).put("20261122", 1);

    sweep("2026-11-21T23:59:59Z", "7d", 0);
    assertThat(store.names()).containsExactly("20261114", "20261115", "20261122");
    sweep("2026-11-22T00:00:00Z", "7d", 0);
    assertThat(store.names()).containsExactly("20261115", "20261122");
  }

  @Test
  void deletesTheOldestWhileTheStoreIsTooLarge() {
    store.put("20261119", 10).put("20261120", 20).put("20261121", 30).put("20261122", 40);

    sweep("2026-11-22T12:00:00Z", "7d", 134);
    assertThat(store.names()).hasSize(4);
    sweep("2026-11-22T12:00:00Z", "7d", 94);
    assertThat(store.names()).as("a quarter of a small limit stays free")
        .containsExactly("20261121", "20261122");
  }

  @Test
  void deletesOlderPartsOfTodayButNotTheNewest() {
    store.put("20261121", 30).put("20261122", 10).put("20261122_0001", 10)
        .put("20261122_0002", 10);
    sweep("2026-11-22T12:00:00Z", "7d", 40);
    assertThat(store.names()).containsExactly("20261122", "20261122_0001", "20261122_0002");
    sweep("2026-11-22T12:00:00Z", "7d", 27);
    assertThat(store.names()).containsExactly("20261122_0001", "20261122_0002");
    sweep("2026-11-22T12:00:00Z", "7d", 1);
    assertThat(store.names()).containsExactly("20261122_0002");
  }

  @Test
  void allPartsOfADayAreKeptForTheSameTime() {
    store.put("20261114", 1).put("20261114_0001", 1).put("20261115", 1).put("20261115_0001", 1);
    sweep("2026-11-22T23:59:59Z", "7d", 0);
    assertThat(store.names()).containsExactly("20261115", "20261115_0001");
  }

  @Test
  void whatStillTakesCommitsIsKeptWithAllThatIsNewer() {
    store.put("20261121", 30).put("20261122", 100).put("20261123", 5);
    TestClock clock = new TestClock(Instant.parse("2026-11-22T12:00:00Z"));
    CurrentPartition current = new CurrentPartition(store, clock);
    Retention retention = new Retention(store, current, properties("7d", "", 16), clock);
    retention.keepWithinLimit();
    assertThat(current.name()).as("the current one is larger than a sixteenth of the limit")
        .isEqualTo("20261122_0001");
    store.put("20261122_0001", 1);
    retention.keepWithinLimit();
    assertThat(store.names()).containsExactly("20261122", "20261122_0001", "20261123");
    clock.advance(CurrentPartition.GRACE);
    retention.keepWithinLimit();
    assertThat(store.names()).containsExactly("20261122_0001", "20261123");
  }

  @Test
  void neverDeletesTheCurrentOne() {
    store.put("20261121", 30).put("20261122", 40).put("20261123", 5);

    sweep("2026-11-22T12:00:00Z", "0s", 1);
    assertThat(store.names()).containsExactly("20261122", "20261123");
  }

  @Test
  void takesFourFifthsOfTheDiskIfNothingElseIsSaid() {
    store.put("20261120", 300).put("20261121", 500).put("20261122", 10);
    store.usable = 540;
    sweep("2026-11-22T12:00:00Z", "7d", 0);
    assertThat(store.names()).hasSize(3);

    store.usable = 538;
    sweep("2026-11-22T12:00:00Z", "7d", 0);
    assertThat(store.names()).containsExactly("20261121", "20261122");
  }

  @Test
  void hasNoLimitOfSizeWhereTheDiskIsNotOurs() {
    store.put("20261121", Long.MAX_VALUE / 2).put("20261122", 10);
    store.usable = 0;
    sweep("2026-11-22T12:00:00Z", "7d", "mongodb://database", 0);
    assertThat(store.names()).hasSize(2);

    store.usable = Long.MAX_VALUE;
    sweep("2026-11-22T12:00:00Z", "7d", 0);
    assertThat(store.names()).hasSize(2);
  }

  @Test
  void dictionariesGoWithTheSpansTheyWereMadeOf() {
    store.put("20261118", 1).put("20261122", 1);
    int gone = DictionaryIds.madeAt(Instant.parse("2026-11-15T22:00:00Z"));
    int needed = DictionaryIds.madeAt(Instant.parse("2026-11-16T12:00:00Z"));
    for (int id : new int[]{1, gone, needed}) {
      store.saveDictionary(id, new byte[1]);
    }
    sweep("2026-11-22T12:00:00Z", "7d", 0);
    assertThat(store.dictionaries()).containsExactly(1, needed);
  }

  @Test
  void deletesNothingBySizeWhileASizeIsUnknown() {
    store.put("20261113", 1).put("20261120", 1_000).put("20261121", Partition.UNKNOWN_BYTES)
        .put("20261122", 1_000);
    sweep("2026-11-22T12:00:00Z", "7d", 100);
    assertThat(store.names()).as("by age it does").containsExactly("20261120", "20261121",
        "20261122");
  }

  @Test
  void theNextDayIsPreparedInTheLastHour() {
    store.put("20261122", 10);
    sweep("2026-11-22T22:59:59Z", "7d", 0);
    assertThat(store.prepared).isEmpty();
    sweep("2026-11-22T23:00:00Z", "7d", 0);
    sweep("2026-11-22T23:59:59Z", "7d", 0);
    assertThat(store.prepared).containsExactly("20261123", "20261123");
    sweep("2026-11-23T00:00:00Z", "7d", 0);
    assertThat(store.prepared).hasSize(2);
  }

  @Test
  void leavesAloneWhatIsNotADay() {
    store.put("backup", 10).put("20261122", 10);
    sweep("2026-11-22T12:00:00Z", "0s", 1);
    assertThat(store.names()).hasSize(2);
  }

  private void sweep(String now, String retention, long maxSize) {
    sweep(now, retention, "", maxSize);
  }

  private void sweep(String now, String retention, String mongoUri, long maxSize) {
    Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    new Retention(store, new CurrentPartition(store, clock),
        properties(retention, mongoUri, maxSize), clock).sweep();
  }

  private static StoreProperties properties(String retention, String mongoUri, long maxSize) {
    return new StoreProperties(mongoUri, Path.of("data"),
        Duration.parse("P" + (retention.equals("7d") ? "7D" : "T0S")), DataSize.ofBytes(maxSize),
        Set.of());
  }

  /** Partitions of any size that one cannot write to. */
  private static final class Sizes implements TraceStore {
    private final NavigableSet<Integer> dictionaries = new TreeSet<>();
    private final NavigableMap<String, Long> partitions = new TreeMap<>();
    private final List<String> prepared = new ArrayList<>();
    private long usable = 1_000_000;

    Sizes put(String name, long bytes) {
      partitions.put(name, bytes);
      return this;
    }

    Set<String> names() {
      return partitions.keySet();
    }

    @Override
    public List<Partition> partitions() {
      return partitions.entrySet().stream()
          .map(entry -> new Partition(entry.getKey(), 0, 0, 1, 1, entry.getValue())).toList();
    }

    @Override
    public void prepare(String partition) {
      prepared.add(partition);
    }

    @Override
    public void drop(String partition) {
      partitions.remove(partition);
    }

    @Override
    public long usableBytes() {
      return usable;
    }

    @Override
    public void append(Commit commit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Fragment> fragments(TraceId traceId, long snapshot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FragmentScan scan(ScanRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void catalog(long from, long to, String prefix, Predicate<String> sink) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] dictionary(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void saveDictionary(int id, byte[] dictionary) {
      dictionaries.add(id);
    }

    @Override
    public List<Integer> dictionaries() {
      return List.copyOf(dictionaries);
    }

    @Override
    public void dropDictionary(int id) {
      dictionaries.remove(id);
    }

    @Override
    public long lastSequence() {
      return 0;
    }

    @Override
    public void checkAvailable() {}

    @Override
    public void close() {}
  }
}
