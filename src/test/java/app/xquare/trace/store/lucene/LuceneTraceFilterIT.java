package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.commit;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.Fragments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look-up by trace id goes to the partitions that may hold the trace, and never misses one. */
class LuceneTraceFilterIT {
  private static final List<String> PARTITIONS = IntStream.range(0, 12)
      .mapToObj(i -> String.format(Locale.ROOT, "202611%02d", i + 10)).toList();
  private static final String FIRST = PARTITIONS.getFirst();
  private static final String LAST = PARTITIONS.getLast();
  private static final int TRACES = 400;
  private static final int LOOK_UPS = 5_000;
  /** The filters are made for one of a hundred. */
  private static final double WRONG = 0.02;

  @TempDir
  Path data;

  private final Fragments fragments = new Fragments(8);
  private final Map<String, List<Fragment>> written = new TreeMap<>();

  @BeforeEach
  void write() {
    try (LuceneTraceStore store = open()) {
      for (String name : PARTITIONS) {
        write(store, name, TRACES);
        store.checkpoint();
      }
    }
  }

  @Test
  void visitsOnlyWhatMayHoldTheTrace() throws IOException {
    assertVisited("before there is a filter");
    try (LuceneTraceStore store = open()) {
      store.filters(true);
      assertThat(visited(store)).isLessThan(filtered(PARTITIONS.size()));
      assertEverythingIsFound(store);
    }
    try (LuceneTraceStore store = open()) {
      store.filters(false);
      assertThat(visited(store)).as("read, not made").isLessThan(filtered(PARTITIONS.size()));
      assertEverythingIsFound(store);
    }
  }

  @Test
  void aPartitionThatIsNotWrittenAnyMoreGetsOneWhileTheStoreRuns() {
    try (LuceneTraceStore store = open()) {
      write(store, LAST, 1);
      write(store, "20261122", TRACES);
      write(store, "20261123", TRACES);
      store.checkpoint();
      store.filters(true);
      assertThat(visited(store)).as("three are written")
          .isBetween(3 * LOOK_UPS, 3 * LOOK_UPS + filtered(PARTITIONS.size()));
      store.checkpoint();
      store.filters(true);
      assertThat(visited(store)).as("nothing came for two of them since the last checkpoint")
          .isBetween(LOOK_UPS, LOOK_UPS + filtered(PARTITIONS.size() + 2));
      assertEverythingIsFound(store);
    }
  }

  @Test
  void whatComesLateIsFoundAtOnceAndWithTheNextFilter() throws IOException {
    Path file = file(FIRST);
    byte[] before;
    try (LuceneTraceStore store = open()) {
      store.filters(true);
      before = Files.readAllBytes(file);
      write(store, FIRST, 50);
      assertEverythingIsFound(store);
      write(store, LAST, 1);
      store.filters(true);
      assertThat(file).as("it is written").hasBinaryContent(before);
      store.checkpoint();
      store.checkpoint();
      store.filters(true);
      assertThat(Files.readAllBytes(file)).isNotEqualTo(before);
      assertEverythingIsFound(store);
    }
    Files.write(file, before);
    assertVisited("a filter of an older state is not used");
  }

  @Test
  void withADamagedFilterThePartitionIsVisited() throws IOException {
    try (LuceneTraceStore store = open()) {
      store.filters(true);
    }
    byte[] whole = Files.readAllBytes(file(FIRST));
    List<byte[]> damaged = new ArrayList<>(List.of(new byte[0], new byte[20], new byte[64],
        Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length + 8)));
    for (int offset = 0; offset < whole.length; offset += 7) {
      byte[] flipped = whole.clone();
      flipped[offset] ^= 1;
      damaged.add(flipped);
    }
    for (byte[] content : damaged) {
      Files.write(file(FIRST), content);
      assertVisited("damaged");
    }
    Files.delete(file(FIRST));
    assertVisited("missing");
    try (LuceneTraceStore store = open()) {
      store.filters(true);
      assertThat(file(FIRST)).hasBinaryContent(whole);
      assertThat(visited(store)).isLessThan(filtered(PARTITIONS.size()));
    }
  }

  @Test
  void aPartitionOfTheSameNameIsAnother() {
    try (LuceneTraceStore store = open()) {
      store.filters(true);
      store.drop(FIRST);
      written.remove(FIRST);
      write(store, FIRST, TRACES);
      assertEverythingIsFound(store);
      write(store, LAST, 1);
      store.checkpoint();
      store.checkpoint();
      store.filters(true);
      assertEverythingIsFound(store);
    }
  }

  @Test
  void segmentsAreFilteredWhereTracesAreLookedFor() {
    int segments = PARTITIONS.size() + 1;
    try (LuceneTraceStore store = open()) {
      write(store, FIRST, TRACES);
      store.checkpoint();
      store.filterSegments();
      assertThat(sought(store)).as("nobody asked before").isEqualTo(segments * LOOK_UPS);
      store.filterSegments();
      assertThat(sought(store)).isLessThan(filtered(segments));
      assertEverythingIsFound(store);

      write(store, FIRST, TRACES);
      store.checkpoint();
      assertThat(sought(store)).as("those that are still there keep theirs")
          .isBetween(LOOK_UPS, LOOK_UPS + filtered(segments));
      for (int i = 0; i < 50; i++) {
        write(store, FIRST, 20);
        store.checkpoint();
        store.filterSegments();
        assertEverythingIsFound(store);
      }
    }
  }

  /** In how many segments traces that are nowhere would be sought. */
  private static int sought(LuceneTraceStore store) {
    Random random = new Random(99);
    List<BytesRef> ids = Stream
        .generate(() -> FragmentDocument.term(new TraceId(random.nextLong(), random.nextLong())))
        .limit(LOOK_UPS).toList();
    long sought = 0;
    for (LucenePartition partition : store.mayHold(new TraceId(1, 1))) {
      NewestReader.View view = Objects.requireNonNull(partition.acquire());
      for (Segment segment : view.segments()) {
        sought += ids.stream().filter(segment::mayHold).count();
      }
      LucenePartition.release(view);
    }
    return (int) sought;
  }

  /** Checkpoints come by hand. */
  private LuceneTraceStore open() {
    return LuceneTraceStore.open(data, LogFile::onDisk, Duration.ofDays(1));
  }

  private Path file(String partition) {
    return folder(partition).resolve(TraceFilter.FILE);
  }

  private Path folder(String partition) {
    return data.resolve("partitions").resolve(partition);
  }

  private void write(LuceneTraceStore store, String partition, int traces) {
    Fragment[] made = new Fragment[traces];
    Arrays.setAll(made, i -> fragments.at(fragments.traceId(), NOON, 20));
    store.append(commit(partition, made));
    written.computeIfAbsent(partition, name -> new ArrayList<>()).addAll(List.of(made));
  }

  /** How many partitions are visited for traces that are nowhere. */
  private static int visited(LuceneTraceStore store) {
    Random random = new Random(99);
    return IntStream.range(0, LOOK_UPS)
        .map(i -> store.mayHold(new TraceId(random.nextLong(), random.nextLong())).size()).sum();
  }

  private void assertVisited(String why) throws IOException {
    try (LucenePartition partition = LucenePartition.open(folder(FIRST))) {
      partition.filter(false, () -> true);
      for (int i = 0; i < 100; i++) {
        assertThat(partition.mayHold(fragments.traceId())).as(why).isTrue();
      }
    }
  }

  private static int filtered(int partitions) {
    return (int) (LOOK_UPS * partitions * WRONG);
  }

  private void assertEverythingIsFound(LuceneTraceStore store) {
    written.forEach((name, there) -> there.forEach(fragment -> {
      assertThat(store.fragments(fragment.traceId(), Long.MAX_VALUE))
          .extracting(Fragment::sequence).containsExactly(fragment.sequence());
    }));
  }
}
