package app.xquare.trace.store;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.commit;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What every engine must do. One subclass per engine. */
public abstract class TraceStoreContract extends ScanContract {
  /** An engine MAY round a partition's bounds outwards by so much. */
  private static final long SLACK = 60 * SECOND;

  @Test
  void isEmptyAtFirst() {
    assertThat(Scan.ALL.of(store)).isEmpty();
    assertThat(store.fragments(new TraceId(1, 2), Long.MAX_VALUE)).isEmpty();
    assertThat(catalog("")).isEmpty();
    assertThat(store.partitions()).isEmpty();
    assertThat(store.lastSequence()).isZero();
    assertThat(store.dictionary(1)).isNull();
    assertThat(store.usableBytes()).isPositive();
    assertThatCode(() -> store.drop("20010101")).doesNotThrowAnyException();
    assertThatCode(store::checkAvailable).doesNotThrowAnyException();
  }

  @Test
  void showsACommitAsSoonAsItIsAppended() {
    List<Fragment> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Fragment fragment = fragments.at(NOON - i * SECOND);
      all.add(fragment);
      store.append(commit(i % 2 == 0 ? DAY1 : DAY2, entry(fragment, "t" + i)));

      assertSame(store.fragments(fragment.traceId(), fragment.sequence()), List.of(fragment));
      assertSame(Scan.ALL.anyOf("t" + i).of(store), List.of(fragment));
      assertSame(Scan.ALL.of(store), all);
    }
  }

  @Test
  void keepsEveryFieldAtItsLimits() {
    Fragment first = fragments.with(new TraceId(-1, -1), 0, 0, 0, 1, new byte[0]);
    Fragment last = fragments.with(new TraceId(0, 1), Long.MAX_VALUE, Long.MAX_VALUE,
        Long.MAX_VALUE, Integer.MAX_VALUE, new byte[]{-1, 0});
    store.append(commit(DAY1, first, last));

    assertSame(Scan.ALL.of(store), List.of(last, first));
    assertSame(Scan.ALL.start(0, 0).of(store), List.of(first));
    assertSame(Scan.ALL.start(Long.MAX_VALUE, Long.MAX_VALUE).of(store), List.of(last));
    assertSame(store.fragments(new TraceId(0, 1), Long.MAX_VALUE), List.of(last));
  }

  @Test
  void findsTheFragmentsOfATraceInAllPartitionsUpToTheSnapshot() {
    TraceId id = new TraceId(7, 8);
    Fragment a = fragments.at(id, NOON, 10);
    Fragment b = fragments.at(id, NOON - SECOND, 10);
    Fragment beside = fragments.at(NOON);
    Fragment c = fragments.at(id, NOON, 10);
    Fragment other = fragments.at(new TraceId(7, 9), NOON, 10);
    store.append(commit(DAY1, a));
    store.append(commit(DAY2, b, beside));
    store.append(commit(DAY2, c, other));

    assertSameInAnyOrder(store.fragments(id, Long.MAX_VALUE), List.of(a, b, c));
    assertSameInAnyOrder(store.fragments(id, b.sequence()), List.of(a, b));
    assertSameInAnyOrder(store.fragments(id, b.sequence() - 1), List.of(a));
    assertSameInAnyOrder(store.fragments(id, a.sequence() - 1), List.of());
    assertSame(store.fragments(other.traceId(), Long.MAX_VALUE), List.of(other));
    assertThat(store.fragments(new TraceId(8, 7), Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void findsWhatCameLateIntoAPartitionThatWasOver() {
    List<Fragment> all = new ArrayList<>();
    for (String day : List.of(DAY1, DAY2, DAY3)) {
      for (int i = 0; i < 50; i++) {
        all.add(fragments.at(NOON));
        store.append(commit(day, all.getLast()));
      }
    }
    rest();
    assertFound(all);
    TraceId known = all.getLast().traceId();
    for (String day : List.of(DAY1, DAY2, DAY1)) {
      all.add(fragments.at(NOON));
      store.append(commit(day, all.getLast(), fragments.at(known, NOON, 10)));
      assertFound(all);
      rest();
      assertFound(all);
      reopen();
      assertFound(all);
    }
    assertThat(store.fragments(known, Long.MAX_VALUE)).hasSize(4);

    store.drop(DAY1);
    assertThat(store.fragments(all.getFirst().traceId(), Long.MAX_VALUE)).isEmpty();
    Fragment again = fragments.at(NOON);
    store.append(commit(DAY1, again));
    assertFound(List.of(again));
    rest();
    assertFound(List.of(again));
    assertThat(store.fragments(all.getFirst().traceId(), Long.MAX_VALUE)).isEmpty();
  }

  private void assertFound(List<Fragment> there) {
    for (Fragment fragment : there) {
      assertThat(store.fragments(fragment.traceId(), Long.MAX_VALUE))
          .extracting(Fragment::sequence).contains(fragment.sequence());
    }
  }

  @Test
  void keepsPayloadsOfManySizes() {
    List<Fragment> all = new ArrayList<>();
    for (int size : new int[]{8 << 20, 0, 1, 32_766, 32_767, 32_768, 1 << 20, 100}) {
      all.add(fragments.at(fragments.traceId(), NOON - all.size(), size));
    }
    store.append(commit(DAY1, all.toArray(Fragment[]::new)));
    assertSame(Scan.ALL.of(store), all);
    reopen();
    assertSame(Scan.ALL.of(store), all);
    assertSame(store.fragments(all.getFirst().traceId(), Long.MAX_VALUE), all.subList(0, 1));
  }

  @Test
  void aScanOutlivesTheDropOfAPartition() {
    List<Fragment> kept = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Fragment fragment = fragments.at(NOON - i * 10L);
      kept.add(fragment);
      store.append(commit(DAY1, fragments.at(NOON - i * 10L - 5)));
      store.append(commit(DAY2, fragment));
    }
    List<Fragment> seen = new ArrayList<>();
    try (FragmentScan scan = store.scan(Fragments.ALL)) {
      for (int i = 0; i < 100; i++) {
        seen.add(scan.next());
      }
      store.drop(DAY1);
      seen.addAll(Scan.rest(scan));
    }
    assertThat(seen)
        .isSortedAccordingTo((a, b) -> ScanPosition.of(a).compareTo(ScanPosition.of(b)));
    Set<Long> keptSequences = Set.copyOf(kept.stream().map(Fragment::sequence).toList());
    assertSame(seen.stream().filter(f -> keptSequences.contains(f.sequence())).toList(), kept);
    assertSame(Scan.ALL.of(store), kept);
  }

  @Test
  void aDroppedPartitionIsGoneAndCanBeginAgain() {
    Fragment old = fragments.at(NOON);
    Fragment other = fragments.at(NOON);
    store.append(new Commit(DAY1, List.of(entry(old, "t")), Set.of("old")));
    store.append(new Commit(DAY2, List.of(entry(other, "t")), Set.of("other")));
    store.drop(DAY1);

    assertThat(store.partitions()).extracting(Partition::name).containsExactly(DAY2);
    assertThat(store.fragments(old.traceId(), Long.MAX_VALUE)).isEmpty();
    assertThat(catalog("")).containsExactly("other");
    reopen();
    assertSame(Scan.ALL.anyOf("t").of(store), List.of(other));

    Fragment late = fragments.at(NOON - 1);
    store.append(commit(DAY1, entry(late, "t")));
    assertSame(Scan.ALL.anyOf("t").of(store), List.of(other, late));
    reopen();
    assertSame(Scan.ALL.anyOf("t").of(store), List.of(other, late));
    assertThat(catalog("")).containsExactly("other");
  }

  @Test
  void partsOfADayArePartitionsOfTheirOwn() {
    Fragment second = fragments.at(NOON);
    store.append(commit(DAY1 + "_0001", entry(second, "t")));
    Fragment first = fragments.at(NOON);
    store.append(commit(DAY1, entry(first, "t")));
    Fragment tenth = fragments.at(NOON);
    store.append(commit(DAY1 + "_0010", entry(tenth, "t")));
    reopen();
    assertThat(store.partitions()).extracting(Partition::name).containsExactly(DAY1,
        DAY1 + "_0001", DAY1 + "_0010");

    store.drop(DAY1);
    assertSame(Scan.ALL.anyOf("t").of(store), List.of(tenth, second));
    store.drop(DAY1 + "_0001");
    reopen();
    assertSame(Scan.ALL.anyOf("t").of(store), List.of(tenth));
  }

  @Test
  void retentionDeletesOldPartitions() {
    store.append(commit(DAY1, fragments.at(NOON)));
    Fragment kept = fragments.at(NOON);
    store.append(commit(DAY2, kept));
    StoreProperties oneDay = new StoreProperties("", Path.of(""), Duration.ofDays(1),
        DataSize.ofGigabytes(1), Set.of());
    Instant noon = Instant.ofEpochSecond(0, NOON);
    Clock clock = Clock.fixed(noon, ZoneOffset.UTC);
    new Retention(store, new CurrentPartition(store, clock), oneDay, clock).sweep();

    assertSame(Scan.ALL.of(store), List.of(kept));
    assertThat(store.partitions()).extracting(Partition::name).containsExactly(DAY2);
  }

  @Test
  void listsTheCatalogByPrefixInOrder() {
    store.append(new Commit(DAY1, List.of(entry(fragments.at(NOON))),
        Set.of("s\0b", "s\0a", "s\0가", "t\0a", "s")));
    store.append(new Commit(DAY1, List.of(entry(fragments.at(NOON))), Set.of("s\0a", "s\0c")));
    store.append(commit(DAY1, fragments.at(NOON)));

    assertThat(catalog("s\0")).containsExactly("s\0a", "s\0b", "s\0c", "s\0가");
    assertThat(catalog("s\0c")).containsExactly("s\0c");
    assertThat(catalog("")).containsExactly("s", "s\0a", "s\0b", "s\0c", "s\0가", "t\0a");
    assertThat(catalog("x")).isEmpty();

    List<String> two = new ArrayList<>();
    store.catalog(Long.MIN_VALUE, Long.MAX_VALUE, "s\0", entry -> {
      two.add(entry);
      return two.size() < 2;
    });
    assertThat(two).containsExactly("s\0a", "s\0b");
  }

  @Test
  void listsTheCatalogOfPartitionsThatMeetTheRange() {
    long hour = NOON + 3_600 * SECOND;
    Fragment early = fragments.with(fragments.traceId(), NOON, NOON + 10, 1, 1, new byte[1]);
    Fragment late = fragments.with(fragments.traceId(), hour, hour + 10, 1, 1, new byte[1]);
    store.append(new Commit(DAY1, List.of(entry(early)), Set.of("early")));
    store.append(new Commit(DAY2, List.of(entry(late)), Set.of("late")));

    assertThat(catalog(NOON + 10, hour)).containsExactlyInAnyOrder("early", "late");
    assertThat(catalog(NOON + 10 + SLACK, hour)).containsExactly("late");
    assertThat(catalog(Long.MIN_VALUE, NOON)).containsExactly("early");
    assertThat(catalog(hour + 10, Long.MAX_VALUE)).containsExactly("late");
    assertThat(catalog(hour + 10 + SLACK, Long.MAX_VALUE)).isEmpty();
    assertThat(catalog(Long.MIN_VALUE, NOON - SLACK)).isEmpty();
  }

  @Test
  void partitionsKnowTheirBoundsAndCounts() {
    long hour = NOON + 3_600 * SECOND;
    store.append(
        commit(DAY2, fragments.with(fragments.traceId(), hour, hour + 7, 1, 3, new byte[9]),
            fragments.with(fragments.traceId(), NOON, NOON + 1, 1, 4, new byte[9])));
    store.append(
        commit(DAY1, fragments.with(fragments.traceId(), 1, 2, 1, Integer.MAX_VALUE, new byte[9])));
    store.append(commit(DAY2, fragments.with(fragments.traceId(), NOON, NOON, 1, 2, new byte[9])));

    for (int round = 0; round < 2; round++) {
      List<Partition> partitions = store.partitions();
      assertThat(partitions).extracting(Partition::name, Partition::fragments, Partition::spans)
          .containsExactly(tuple(DAY1, 1L, (long) Integer.MAX_VALUE), tuple(DAY2, 3L, 9L));
      assertBounds(partitions.getFirst(), 1, 2);
      assertBounds(partitions.getLast(), NOON, hour + 7);
      assertThat(partitions).allMatch(partition -> partition.bytes() >= 0);
      assertThat(store.lastSequence()).isIn(0L, fragments.last());
      reopen();
    }
  }

  @Test
  void keepsDictionaries() {
    byte[] dictionary = new byte[112_640];
    new Random(1).nextBytes(dictionary);
    store.saveDictionary(7, dictionary);
    store.saveDictionary(Integer.MAX_VALUE, new byte[]{1});
    store.saveDictionary(7, dictionary);
    for (int round = 0; round < 2; round++) {
      assertThat(store.dictionary(7)).isEqualTo(dictionary);
      assertThat(store.dictionary(Integer.MAX_VALUE)).containsExactly(1);
      assertThat(store.dictionary(8)).isNull();
      assertThat(store.dictionaries()).containsExactly(7, Integer.MAX_VALUE);
      reopen();
    }
    store.dropDictionary(7);
    store.dropDictionary(8);
    assertThat(store.dictionaries()).containsExactly(Integer.MAX_VALUE);
    assertThat(store.dictionary(7)).isNull();
  }

  @Test
  void readersSeeTheirSnapshotExactlyWhileCommitsGoOn() throws Exception {
    List<Fragment> written = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      written.add(fragments.at(NOON + fragments.random().nextInt(100)));
    }
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> reading = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        reading.add(readers.submit(() -> {
          do {
            long snapshot = acknowledged.get();
            assertThat(Scan.ALL.snapshot(snapshot).of(store).stream().map(Fragment::sequence)
                .sorted().toList()).isEqualTo(written.stream().map(Fragment::sequence)
                    .filter(sequence -> sequence <= snapshot).toList());
          } while (!done.get());
        }));
      }
      try {
        for (int i = 0; i < written.size(); i += 5) {
          store.append(commit(i % 2 == 0 ? DAY1 : DAY2,
              written.subList(i, i + 5).toArray(Fragment[]::new)));
          acknowledged.set(written.get(i + 4).sequence());
        }
      } finally {
        done.set(true);
      }
      for (Future<?> reader : reading) {
        reader.get();
      }
    }
  }

  private static void assertBounds(Partition partition, long minStart, long maxStart) {
    assertThat(partition.minStartUnixNano()).isBetween(minStart - SLACK, minStart);
    assertThat(partition.maxStartUnixNano()).isBetween(maxStart, maxStart + SLACK);
  }

  private List<String> catalog(String prefix) {
    List<String> entries = new ArrayList<>();
    store.catalog(Long.MIN_VALUE, Long.MAX_VALUE, prefix, entries::add);
    return entries;
  }

  private List<String> catalog(long from, long to) {
    List<String> entries = new ArrayList<>();
    store.catalog(from, to, "", entries::add);
    return entries;
  }
}
