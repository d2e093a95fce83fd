package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IndexFilesTest {
  @TempDir
  Path data;

  /** Every page of a mapped file that was ever read is memory of the process. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void payloadsAreReadAndNotMapped() throws IOException {
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store
          .append(new Commit("20261122", List.of(entry(new Fragments(1).at(NOON), "t")), Set.of()));
    }
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      assertThat(Scan.ALL.of(store)).hasSize(1);
      List<String> mapped;
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        mapped = maps.filter(line -> line.contains(data.toString())).toList();
      }
      assertThat(mapped).anyMatch(line -> line.endsWith(".tim"))
          .noneMatch(line -> line.contains(PayloadDocValuesFormat.NAME));
    }
  }
}
