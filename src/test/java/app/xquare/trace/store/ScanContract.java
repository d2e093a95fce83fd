package app.xquare.trace.store;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.commit;
import static app.xquare.trace.testing.Fragments.entry;
import static app.xquare.trace.testing.Fragments.naiveScan;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of {@link TraceStoreContract} that is about scans. */
abstract class ScanContract {
  protected static final String DAY1 = "20261120";
  protected static final String DAY2 = "20261121";
  protected static final String DAY3 = "20261122";

  protected final Fragments fragments = new Fragments(42);
  protected TraceStore store;

  /**
   * Opens the engine. Within one test every call MUST open the same data, which is empty at first:
   * keep its place in a field ({@code @TempDir}, a database name of its own).
   */
  protected abstract TraceStore open();

  /** Does at once what the open engine does in the background while nothing is written for long. */
  protected void rest() {}

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected final void reopen() {
    store.close();
    store = open();
  }

  @Test
  void ordersByStartThenSequenceOverAllPartitions() {
    Fragment a = fragments.at(NOON);
    Fragment b = fragments.at(NOON + 1);
    Fragment c = fragments.at(NOON);
    Fragment d = fragments.at(NOON - 1);
    Fragment e = fragments.at(NOON);
    store.append(commit(DAY2, a, b));
    store.append(commit(DAY1, c));
    store.append(commit(DAY3, d, e));

    assertSame(Scan.ALL.of(store), List.of(b, e, c, a, d));
  }

  @Test
  void everyClauseNeedsOneOfItsTokens() {
    Fragment xy = fragments.at(NOON + 3);
    Fragment xz = fragments.at(NOON + 2);
    Fragment z = fragments.at(NOON + 1);
    Fragment none = fragments.at(NOON);
    store.append(commit(DAY1, entry(xy, "x", "y"), entry(xz, "x", "z")));
    store.append(commit(DAY2, entry(z, "z"), entry(none)));

    assertSame(Scan.ALL.anyOf("x").of(store), List.of(xy, xz));
    assertSame(Scan.ALL.anyOf("y", "z").of(store), List.of(xy, xz, z));
    assertSame(Scan.ALL.anyOf("x").anyOf("y", "z").of(store), List.of(xy, xz));
    assertSame(Scan.ALL.anyOf("x").anyOf("z").of(store), List.of(xz));
    assertSame(Scan.ALL.anyOf("x").anyOf("y").anyOf("z").of(store), List.of());
    assertSame(Scan.ALL.anyOf("x", "x", "nowhere").of(store), List.of(xy, xz));
    assertSame(Scan.ALL.anyOf("nowhere").of(store), List.of());
    assertSame(Scan.ALL.of(store), List.of(xy, xz, z, none));
  }

  @Test
  void tokensAreAnyNumber() {
    List<Long> tokens = List.of(1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, Tokens.OVERFLOW);
    List<Commit.Entry> entries = new ArrayList<>();
    for (long token : tokens) {
      entries.add(new Commit.Entry(fragments.at(NOON), new long[]{token}));
    }
    store.append(new Commit(DAY1, entries, Set.of()));

    for (Commit.Entry entry : entries) {
      // An engine may keep less than the whole number, and so give more than it was asked for.
      assertThat(Scan.ALL.anyOf(List.of(entry.tokens()[0])).of(store))
          .extracting(Fragment::sequence).contains(entry.fragment().sequence());
    }
  }

  @Test
  void everyBoundIsInclusive() {
    Fragment f = fragments.with(fragments.traceId(), NOON, NOON + 50, 700, 1, new byte[3]);
    store.append(commit(DAY1, f, fragments.at(NOON - 100 * SECOND)));
    Scan one = Scan.ALL.start(NOON, NOON);

    assertSame(one.of(store), List.of(f));
    assertSame(Scan.ALL.start(NOON + 1, Long.MAX_VALUE).of(store), List.of());
    assertThat(Scan.ALL.start(Long.MIN_VALUE, NOON - 1).of(store)).hasSize(1);
    assertSame(one.minLastStart(NOON + 50).of(store), List.of(f));
    assertSame(one.minLastStart(NOON + 51).of(store), List.of());
    assertSame(one.minDuration(700).of(store), List.of(f));
    assertSame(one.minDuration(701).of(store), List.of());
    assertSame(one.snapshot(f.sequence()).of(store), List.of(f));
    assertSame(one.snapshot(f.sequence() - 1).of(store), List.of());
    assertSame(one.start(NOON, NOON - 1).of(store), List.of());
  }

  @Test
  void continuesBehindAnyPosition() {
    for (int i = 0; i < 12; i++) {
      store.append(commit(i % 3 == 0 ? DAY1 : DAY2, entry(fragments.at(NOON + i % 4), "t"),
          entry(fragments.at(NOON + 2), "t"), entry(fragments.at(NOON + i % 3))));
    }
    for (Scan scan : List.of(Scan.ALL, Scan.ALL.anyOf("t"), Scan.ALL.start(NOON + 1, NOON + 2))) {
      List<Fragment> all = scan.of(store);
      for (int i = 0; i < all.size(); i++) {
        ScanPosition after = ScanPosition.of(all.get(i));
        assertSame(scan.after(after).of(store), all.subList(i + 1, all.size()));
      }
      ScanPosition between = new ScanPosition(NOON + 2, Long.MAX_VALUE);
      assertSame(scan.after(between).of(store),
          all.stream().filter(f -> f.startUnixNano() <= NOON + 2).toList());
      assertSame(scan.after(new ScanPosition(Long.MAX_VALUE, 0)).of(store), all);
      assertSame(scan.after(new ScanPosition(0, 0)).of(store), List.of());
    }
  }

  @Test
  void aSnapshotHidesLaterCommits() {
    store.append(commit(DAY1, fragments.at(NOON), fragments.at(NOON + 1)));
    long snapshot = fragments.last();
    List<Fragment> before = Scan.ALL.of(store);
    store.append(commit(DAY1, fragments.at(NOON), fragments.at(NOON + 2)));
    store.append(commit(DAY2, fragments.at(NOON)));

    assertSame(Scan.ALL.snapshot(snapshot).of(store), before);
    assertThat(Scan.ALL.of(store)).hasSize(5);
  }

  @Test
  void answersRandomScansLikeANaiveList() {
    List<Commit.Entry> entries = writeRandomly(2_000);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 150; i++) {
        Scan scan = randomScan(entries);
        assertSame(scan.of(store), naiveScan(entries, scan.request()));
      }
      reopen();
    }
  }

  @Test
  void scansTenThousandFragments() {
    List<Commit.Entry> entries = writeRandomly(10_000);
    assertSame(Scan.ALL.of(store), naiveScan(entries, Fragments.ALL));
    assertSame(Scan.ALL.anyOf("all").of(store), naiveScan(entries, Fragments.ALL));
  }

  @Test
  void findsTheFewSlowOnesAmongMany() {
    Random random = fragments.random();
    List<Commit.Entry> entries = new ArrayList<>();
    for (int group = 0; group < 20; group++) {
      Commit.Entry[] made = new Commit.Entry[1_000];
      Arrays.setAll(made, i -> {
        long start = NOON + random.nextLong(300 * SECOND);
        long duration = random.nextInt(2_000) == 0
            ? 10 * SECOND + random.nextInt(1_000)
            : random.nextInt(1_000);
        return entry(
            fragments.with(fragments.traceId(), start, start, duration, 1, new byte[]{1}),
            "all", "b" + random.nextInt(20));
      });
      store.append(commit(DAY1, made));
      entries.addAll(List.of(made));
    }
    Scan within = Scan.ALL.start(NOON + 100 * SECOND, NOON + 200 * SECOND);
    List<Scan> scans = List.of(Scan.ALL, within, Scan.ALL.anyOf("b3"),
        Scan.ALL.anyOf("all").anyOf("b1", "b2"), within.anyOf("b4", "b5"),
        Scan.ALL.after(new ScanPosition(NOON + 150 * SECOND, 0)));
    for (int round = 0; round < 2; round++) {
      for (long duration : List.of(998L, 1_000L, 10 * SECOND + 500, 11 * SECOND)) {
        for (Scan scan : scans) {
          Scan slow = scan.minDuration(duration);
          assertSame(slow.of(store), naiveScan(entries, slow.request()));
        }
      }
      reopen();
    }
  }

  private List<Commit.Entry> writeRandomly(int count) {
    Random random = fragments.random();
    List<Commit.Entry> entries = new ArrayList<>();
    while (entries.size() < count) {
      List<Commit.Entry> group = new ArrayList<>();
      for (int i = random.nextInt(200); i >= 0; i--) {
        Fragment fragment = fragments.at(NOON + random.nextLong(300) * SECOND);
        group.add(entry(fragment, "all", "a" + random.nextInt(3), "b" + random.nextInt(20),
            "c" + random.nextInt(500)));
      }
      entries.addAll(group);
      String day = List.of(DAY1, DAY2, DAY3).get(random.nextInt(3));
      store.append(new Commit(day, group, Set.of()));
    }
    return entries;
  }

  private Scan randomScan(List<Commit.Entry> entries) {
    Random random = fragments.random();
    Scan scan = Scan.ALL;
    if (random.nextBoolean()) {
      scan = scan.anyOf("a" + random.nextInt(4));
    }
    if (random.nextBoolean()) {
      scan = scan.anyOf("b" + random.nextInt(20), "b" + random.nextInt(20), "c1");
    }
    if (random.nextBoolean()) {
      long from = NOON + random.nextLong(300) * SECOND;
      scan = scan.start(from, from + random.nextLong(200) * SECOND);
    }
    Fragment any = entries.get(random.nextInt(entries.size())).fragment();
    return switch (random.nextInt(6)) {
      case 0 -> scan.after(ScanPosition.of(any));
      case 1 -> scan.snapshot(any.sequence());
      case 2 -> scan.minDuration(any.maxDurationNanos());
      case 3 -> scan.minLastStart(any.lastStartUnixNano());
      case 4 -> scan.after(ScanPosition.of(any)).snapshot(any.sequence());
      default -> scan;
    };
  }

  protected static void assertSame(List<Fragment> actual, List<Fragment> expected) {
    assertThat(rows(actual)).isEqualTo(rows(expected));
  }

  static void assertSameInAnyOrder(List<Fragment> actual, List<Fragment> expected) {
    assertThat(rows(actual)).containsExactlyInAnyOrderElementsOf(rows(expected));
  }

  /** Records compare arrays by identity, so payloads are wrapped. */
  private static List<List<Object>> rows(List<Fragment> fragments) {
    return fragments.stream()
        .map(f -> List.<Object>of(f.traceId(), f.sequence(), f.startUnixNano(),
            f.lastStartUnixNano(), f.maxDurationNanos(), f.spanCount(),
            ByteBuffer.wrap(f.payload())))
        .toList();
  }
}
