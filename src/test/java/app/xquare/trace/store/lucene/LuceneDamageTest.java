package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.entry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Whatever happens to a file, the answer is right or says that it cannot be. */
class LuceneDamageTest {
  private static final String OLD = "20261120";
  private static final String NEW = "20261122";
  private static final long HOUR = 3_600 * SECOND;

  @TempDir
  Path data;

  private final Fragments fragments = new Fragments(5);
  private final List<Commit.Entry> old = new ArrayList<>();
  private final List<Commit.Entry> recent = new ArrayList<>();

  @BeforeEach
  void write() {
    for (int i = 0; i < 50; i++) {
      old.add(entry(fragments.at(NOON - HOUR + i), "t", "x" + i));
    }
    for (int i = 0; i < 50; i++) {
      recent.add(entry(fragments.at(NOON + i), "t", "x" + i));
    }
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.append(new Commit(OLD, old, Set.of("old")));
      store.append(new Commit(NEW, recent, Set.of("new")));
    }
  }

  @Test
  void aFlippedBitAnywhereIsFound() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int offset = 0; offset < whole.length; offset += Math.max(1, whole.length / 12)) {
        byte[] flipped = whole.clone();
        flipped[offset] ^= 1;
        Files.write(file, flipped);
        assertNoWrongAnswer(file + " flipped at " + offset);
      }
      Files.write(file, whole);
    }
    assertEverythingIsThere();
  }

  @Test
  void aCutOrMissingFileIsFound() throws IOException {
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int length : new int[]{0, whole.length / 2, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertNoWrongAnswer(file + " cut to " + length);
      }
      Files.delete(file);
      assertDamageIsTold(file + " deleted");
      Files.write(file, whole);
    }
    assertEverythingIsThere();
  }

  @Test
  void otherPartitionsStayReadableAndWritable() throws IOException {
    Path segment = files().stream().filter(file -> file.toString().endsWith(".dvd")).findFirst()
        .orElseThrow();
    Files.delete(segment);
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      assertThatThrownBy(() -> Scan.ALL.of(store)).isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("partition " + OLD).hasMessageContaining(OLD);
      assertThat(sequences(Scan.ALL.start(NOON, Long.MAX_VALUE).of(store)))
          .isEqualTo(sequences(Fragments.naiveScan(recent, Fragments.ALL)));
      recent.add(entry(fragments.at(NOON + HOUR), "t"));
      store.append(new Commit(NEW, List.of(recent.getLast()), Set.of()));
      assertThat(Scan.ALL.start(NOON, Long.MAX_VALUE).of(store)).hasSize(51);
      assertThat(store.partitions()).hasSize(2);

      store.drop(OLD);
      assertThat(sequences(Scan.ALL.of(store)))
          .isEqualTo(sequences(Fragments.naiveScan(recent, Fragments.ALL)));
    }
  }

  @Test
  void aDamagedPartitionThatTheLogWritesToStopsTheStart(@TempDir Path kept) throws IOException {
    Path wal = data.resolve("wal");
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.append(new Commit(OLD, List.of(entry(fragments.at(NOON))), Set.of()));
      copyFiles(wal, kept);
    }
    for (Path file : files()) {
      Files.delete(file);
    }
    copyFiles(kept, wal);

    Throwable failure = catchThrowable(() -> LuceneTraceStore.open(data).close());
    assertThat(failure).isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("partition " + OLD)
        .hasMessageContaining(data.resolve("partitions").resolve(OLD).toString());
    FailureAnalysis analysis = requireNonNull(
        new StoreFailureAnalyzer().analyze(new RuntimeException(failure)));
    assertThat(analysis.getDescription()).contains("partition " + OLD + " is damaged");
  }

  @Test
  void aDamagedDictionaryIsTold() throws IOException {
    Path file = data.resolve("dictionaries").resolve("7.dict");
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.saveDictionary(7, new byte[]{1, 2, 3});
      byte[] whole = Files.readAllBytes(file);
      whole[1] ^= 1;
      Files.write(file, whole);
      assertThatThrownBy(() -> store.dictionary(7)).isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(file.toString());
      Files.write(file, new byte[2]);
      assertThatThrownBy(() -> store.dictionary(7)).isInstanceOf(CorruptDataException.class);
    }
  }

  private void assertNoWrongAnswer(String what) {
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.verify();
      assertRight(store);
    } catch (CorruptDataException told) {
      assertThat(told).as(what).hasMessageContaining("partition " + OLD + " is damaged");
    }
  }

  private void assertDamageIsTold(String what) {
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      assertThatThrownBy(() -> assertRight(store)).as(what)
          .isInstanceOf(CorruptDataException.class).hasMessageContaining("partition " + OLD);
      assertThatThrownBy(() -> store.fragments(old.getFirst().fragment().traceId(), 1_000))
          .isInstanceOf(CorruptDataException.class);
    }
  }

  private void assertEverythingIsThere() {
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.verify();
      assertRight(store);
    }
  }

  private void assertRight(LuceneTraceStore store) {
    List<Commit.Entry> all = Stream.concat(old.stream(), recent.stream()).toList();
    for (Scan scan : List.of(Scan.ALL, Scan.ALL.anyOf("t"), Scan.ALL.anyOf("x7", "x9"))) {
      assertThat(sequences(scan.of(store)))
          .isEqualTo(sequences(Fragments.naiveScan(all, scan.request())));
    }
    for (Commit.Entry entry : all) {
      assertThat(store.fragments(entry.fragment().traceId(), Long.MAX_VALUE)).hasSize(1);
    }
  }

  private static List<Long> sequences(List<Fragment> fragments) {
    return fragments.stream().map(Fragment::sequence).toList();
  }

  /** What Lucene wrote of the old partition; its lock file holds nothing. */
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("partitions").resolve(OLD))) {
      return files.filter(file -> !file.endsWith("write.lock")).sorted().toList();
    }
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
