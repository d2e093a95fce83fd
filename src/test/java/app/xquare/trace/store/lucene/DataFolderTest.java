package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.commit;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DataFolderTest {
  @TempDir
  Path temp;

  @Test
  void belongsToOneStoreInAProcess() throws IOException {
    Path data = temp.resolve("data");
    LuceneTraceStore first = LuceneTraceStore.open(data);
    Path link = Files.createSymbolicLink(temp.resolve("link"), data);
    for (Path path : List.of(data, link, data.resolve("..").resolve("data"))) {
      assertThatThrownBy(() -> LuceneTraceStore.open(path))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining(data.toRealPath().toString())
          .hasMessageContaining("in use by this process");
    }
    first.close();
    LuceneTraceStore.open(link).close();
  }

  @Test
  void aSecondProcessIsToldWhoHasTheFolder() throws IOException, InterruptedException {
    Path data = temp.resolve("data");
    Process owner = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
        "-cp",
        System.getProperty("java.class.path"), Owner.class.getName(), data.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = owner.inputReader()) {
      while (!"written".equals(out.readLine())) {
        assertThat(owner.isAlive()).isTrue();
      }
      Throwable refused = catchThrowable(() -> LuceneTraceStore.open(data));

      FailureAnalysis analysis = requireNonNull(
          new StoreFailureAnalyzer().analyze(new IllegalStateException("no bean", refused)));
      assertThat(analysis.getDescription()).contains(data.toRealPath().toString(),
          "in use by process " + owner.pid());
      assertThat(analysis.getAction()).contains("xquare.trace.store.data-directory");
    } finally {
      owner.destroyForcibly().waitFor();
    }
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      assertThat(Scan.ALL.of(store)).hasSize(1);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> LuceneTraceStore.open(file.resolve("data")))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining(file.resolve("data").toString())
        .hasMessageContaining("cannot be written");
  }

  @Test
  void aFolderOfAnotherFormatIsRefusedAndLeftAsItIs() throws IOException {
    Path data = temp.resolve("data");
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      store.append(commit("20261122", new Fragments(1).at(NOON)));
    }
    Path format = data.resolve(FolderFormat.FILE);
    assertThat(format).hasContent("2");
    for (String other : List.of("1", "", "\u00e9\0 no number", "7".repeat(1_000))) {
      Files.writeString(format, other);
      assertRefused(data, "(expected: format 2)");
      assertThat(format).hasContent(other);
    }
    Files.delete(format);
    assertRefused(data, "has no format");
    assertThat(format).doesNotExist();

    Files.writeString(format, "2");
    try (LuceneTraceStore store = LuceneTraceStore.open(data)) {
      assertThat(Scan.ALL.of(store)).hasSize(1);
    }
  }

  private static void assertRefused(Path data, String why) throws IOException {
    Throwable refused = catchThrowable(() -> LuceneTraceStore.open(data));
    FailureAnalysis analysis = requireNonNull(new StoreFailureAnalyzer().analyze(refused));
    assertThat(analysis.getDescription()).contains(data.toRealPath().toString(), why)
        .hasSizeLessThan(400);
    assertThat(analysis.getAction()).contains("Nothing was changed");
  }

  @Test
  void otherFailuresAreNotOurs() {
    assertThat(new StoreFailureAnalyzer().analyze(new IllegalStateException("else"))).isNull();
  }

  /** Opens the folder, writes, and keeps it until it is killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws InterruptedException {
      LuceneTraceStore store = LuceneTraceStore.open(Path.of(arguments[0]));
      store.append(commit("20261122", new Fragments(1).at(NOON)));
      System.out.println("written");
      Thread.sleep(Long.MAX_VALUE);
      store.close();
    }
  }
}
