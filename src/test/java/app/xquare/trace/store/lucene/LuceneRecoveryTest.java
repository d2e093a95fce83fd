package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.commit;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.Partition;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the folder of a running store is what a killed process leaves behind. */
class LuceneRecoveryTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir
  Path temp;

  private final Fragments fragments = new Fragments(11);
  private final List<Commit.Entry> written = new ArrayList<>();
  private int copies;

  @Test
  void nothingAcknowledgedIsLostOrDoubledByACrash() throws IOException {
    try (LuceneTraceStore store = open(temp.resolve("data"))) {
      for (int i = 0; i < 24; i++) {
        append(store, List.of("20261120", "20261121", "20261122").get(i / 4 % 3), "c" + i);
        if (i % 5 == 3) {
          store.checkpoint();
        }
        assertHoldsEverything(copy(temp.resolve("data")));
      }
    }
    assertHoldsEverything(temp.resolve("data"));
  }

  @Test
  void aCrashDuringRecoveryDoesNoHarm() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = open(data)) {
      append(store, "20261122", "a");
      store.checkpoint();
      append(store, "20261122", "b");
      data = copy(data);
    }
    for (int i = 0; i < 3; i++) {
      try (LuceneTraceStore store = open(data)) {
        append(store, i == 1 ? "20261121" : "20261122", "again" + i);
        data = copy(data);
      }
    }
    assertHoldsEverything(data);
  }

  @Test
  void aCommitBesideAppendsHoldsAPrefix() throws Exception {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = open(data)) {
      // Not by an interrupt: that would close Lucene's files, which is another test.
      AtomicBoolean enough = new AtomicBoolean();
      Thread checkpoints = Thread.ofPlatform().start(() -> {
        while (!enough.get()) {
          store.checkpoint();
          Thread.onSpinWait();
        }
      });
      for (int i = 0; i < 300; i++) {
        append(store, "20261122", "c" + i);
        if (i % 100 == 50) {
          assertThat(Scan.ALL.of(store)).hasSize(written.size());
        }
      }
      enough.set(true);
      checkpoints.join();
    }
    assertHoldsEverything(data);
  }

  @Test
  void aPartitionIsRecoveredFromTheLogWhenItsWriterIsLost() {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = open(data)) {
      append(store, "20261122", "a");
      store.checkpoint();
      for (int i = 0; i < 5; i++) {
        append(store, "20261122", "b" + i);
        Thread.currentThread().interrupt();
        store.checkpoint();
        assertThat(Thread.interrupted()).isTrue();
        append(store, "20261122", "c" + i);
        assertThat(Scan.ALL.of(store)).hasSize(written.size());
        assertThat(store.partitions().getFirst().fragments()).isEqualTo(written.size());
      }
    }
    assertHoldsEverything(data);
  }

  /** Before the next checkpoint comes by, which keeps the log then. */
  @Test
  void theLogIsKeptForADamagedPartitionThatAnAppendFound() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = openWithAWriterLost(data)) {
      assertThatThrownBy(() -> append(store, "20261121", "c"))
          .isInstanceOf(CorruptDataException.class).hasMessageContaining("20261121");
      store.checkpoint();
      assertThat(kept(data)).hasSize(1);
      store.checkpoint();
      assertThat(kept(data)).as("once").hasSize(1);
    }
    IOUtils.rm(data.resolve("partitions/20261121"));
    try (LuceneTraceStore mended = open(data)) {
      assertHasWhatCameAfterTheCheckpoint(mended);
    }
  }

  @Test
  void aDamagedPartitionThatLostItsWriterKeepsNoOtherFromTheDisk() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = openWithAWriterLost(data)) {
      append(store, "20261122", "c");
      store.checkpoint();
      append(store, "20261122", "d");
      store.checkpoint();
      assertThatThrownBy(() -> append(store, "20261121", "e"))
          .isInstanceOf(CorruptDataException.class).hasMessageContaining("20261121");

      Path withoutLog = copy(data);
      try (Stream<Path> logs = Files.list(withoutLog.resolve("wal"))) {
        for (Path log : logs.toList()) {
          Files.delete(log);
        }
      }
      try (LuceneTraceStore others = open(withoutLog)) {
        assertThat(others.partitions().getLast().fragments()).isEqualTo(14);
      }

      // Of the damaged one everything is there that its files do not have.
      Path restored = copy(data);
      IOUtils.rm(restored.resolve("partitions/20261121"));
      try (LuceneTraceStore mended = open(restored)) {
        assertThat(mended.partitions().getFirst().name()).isEqualTo("20261121");
        assertHasWhatCameAfterTheCheckpoint(mended);
      }
      assertThat(kept(restored)).as("a start that read it all needs it no longer").isEmpty();

      assertThat(kept(data)).hasSize(1);
      store.drop("20261121");
      assertThat(kept(data)).isEmpty();
    }
  }

  /** A partition of two commits, one before and one after its checkpoint, whose files are damaged since. */
  private LuceneTraceStore openWithAWriterLost(Path data) throws IOException {
    LuceneTraceStore store = open(data);
    append(store, "20261121", "a");
    store.checkpoint();
    append(store, "20261121", "b");
    loseWriter(store, data, "20261121");
    return store;
  }

  private void assertHasWhatCameAfterTheCheckpoint(LuceneTraceStore store) {
    for (Commit.Entry entry : written.subList(7, written.size())) {
      assertThat(store.fragments(entry.fragment().traceId(), Long.MAX_VALUE)).hasSize(1);
    }
  }

  /** As a bad block and a thread that was interrupted would. */
  private static void loseWriter(LuceneTraceStore store, Path data, String partition)
      throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("partitions").resolve(partition))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("segments_")) {
          Files.write(file, new byte[10]);
        }
      }
    }
    Thread.currentThread().interrupt();
    store.checkpoint();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static List<Path> kept(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("wal"))) {
      return files.filter(file -> file.toString().endsWith(".kept")).toList();
    }
  }

  @Test
  void aDroppedPartitionStaysAwayAfterACrash() throws IOException {
    Path data = temp.resolve("data");
    Path left;
    try (LuceneTraceStore store = open(data)) {
      store.append(commit("20261121", fragments.at(NOON)));
      append(store, "20261122", "a");
      store.drop("20261121");
      left = copy(data);
    }
    assertHoldsEverything(left);
  }

  @Test
  void aHalfMadeAndAHalfDeletedPartitionAreRemoved() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = open(data)) {
      append(store, "20261122", "a");
    }
    Path partitions = data.resolve("partitions");
    copy(partitions.resolve("20261122"), partitions.resolve("20261121.new"));
    copy(partitions.resolve("20261122"), partitions.resolve("20261120.dropped-77"));
    assertHoldsEverything(data);
    try (Stream<Path> left = Files.list(partitions)) {
      assertThat(left).containsExactly(partitions.resolve("20261122"));
    }
  }

  @Test
  void aFullDiskIsToldAndGoesAway() {
    FaultyLogFiles files = new FaultyLogFiles();
    try (LuceneTraceStore store = LuceneTraceStore.open(temp.resolve("data"), files, NEVER)) {
      append(store, "20261122", "a");
      files.fault = FaultyLogFiles.Fault.PARTIAL_WRITE;
      Fragment refused = fragments.at(NOON);
      assertThatThrownBy(() -> store.append(commit("20261122", refused)))
          .isInstanceOf(UnavailableException.class).hasStackTraceContaining("No space left");
      assertThat(store.fragments(refused.traceId(), Long.MAX_VALUE)).isEmpty();
      files.fault = null;
      append(store, "20261122", "b");
    }
    assertHoldsEverything(temp.resolve("data"));
  }

  /** Of the folder as a killed process leaves it, too: what the next start cannot read would end it. */
  @Test
  void aCommitThatCannotBeAddedLeavesNothingBehind() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = open(data)) {
      append(store, "20261121", "a");
      append(store, "20261122", "b");
      store.checkpoint();
      append(store, "20261122", "c");
      for (int i = 0; i < 3; i++) {
        Commit poison = poison();
        assertThatThrownBy(() -> store.append(poison)).isInstanceOf(IllegalStateException.class)
            .hasMessage("poison").hasNoSuppressedExceptions();
        for (Commit.Entry entry : poison.entries().subList(0, 3)) {
          assertThat(store.fragments(entry.fragment().traceId(), Long.MAX_VALUE)).isEmpty();
        }
        assertHoldsEverything(copy(data));
        append(store, "20261122", "d" + i);
        if (i == 1) {
          store.checkpoint();
        }
        assertHoldsEverything(copy(data));
      }
    }
    assertHoldsEverything(data);
  }

  /** Can be logged, and fails when half of it is added. */
  private Commit poison() {
    List<Commit.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      entries.add(entry(fragments.at(NOON), "t"));
    }
    // Read once to see that it is in order, twice to be logged.
    AtomicInteger reads = new AtomicInteger();
    return new Commit("20261122", new AbstractList<>() {
      @Override
      public Commit.Entry get(int index) {
        if (index == 3 && reads.incrementAndGet() > 3) {
          throw new IllegalStateException("poison");
        }
        return entries.get(index);
      }

      @Override
      public int size() {
        return entries.size();
      }
    }, Set.of());
  }

  @Test
  void sequencesOnlyGrow() {
    try (LuceneTraceStore store = open(temp.resolve("data"))) {
      Fragment early = fragments.at(NOON);
      append(store, "20261122", "a");
      assertThatThrownBy(() -> store.append(commit("20261122", early)))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sequence");
      assertThat(store.lastSequence()).isEqualTo(fragments.last());
    }
    assertHoldsEverything(temp.resolve("data"));
  }

  private void append(LuceneTraceStore store, String day, String catalog) {
    List<Commit.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      entries.add(entry(fragments.at(NOON + fragments.random().nextLong(100) * SECOND), "t",
          "x" + i));
    }
    store.append(new Commit(day, entries, Set.of(catalog)));
    written.addAll(entries);
  }

  private void assertHoldsEverything(Path data) {
    try (LuceneTraceStore store = open(data)) {
      for (Scan scan : List.of(Scan.ALL, Scan.ALL.anyOf("t").anyOf("x1", "x5"))) {
        assertThat(scan.of(store).stream().map(Fragment::sequence).toList()).isEqualTo(
            Fragments.naiveScan(written, scan.request()).stream().map(Fragment::sequence).toList());
      }
      List<String> catalog = new ArrayList<>();
      store.catalog(Long.MIN_VALUE, Long.MAX_VALUE, "", catalog::add);
      assertThat(catalog).hasSize(written.size() / 7).doesNotHaveDuplicates();
      assertThat(store.partitions().stream().mapToLong(Partition::fragments).sum())
          .isEqualTo(written.size());
      assertThat(store.partitions().stream().mapToLong(Partition::spans).sum())
          .isEqualTo(written.stream().mapToLong(entry -> entry.fragment().spanCount()).sum());
    }
  }

  private static LuceneTraceStore open(Path data) {
    return LuceneTraceStore.open(data, LogFile::onDisk, NEVER);
  }

  private Path copy(Path data) throws IOException {
    return copy(data, temp.resolve("copy" + copies++));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to;
  }
}
