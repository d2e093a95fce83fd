package app.xquare.trace.store.lucene;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.Fragments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAheadLogTest {
  private static final long LARGE = 1 << 20;

  @TempDir
  Path folder;

  private final Fragments fragments = new Fragments(3);
  private final List<byte[]> bodies = new ArrayList<>();

  @BeforeEach
  void encode() {
    for (int i = 0; i < 4; i++) {
      bodies.add(LogRecord.encode(new Commit("20261122",
          List.of(entry(fragments.at(fragments.traceId(), NOON, 20), "t" + i)), Set.of("c" + i))));
    }
  }

  @Test
  void givesBackWhatWasAppended() throws IOException {
    write(LARGE, 3);
    assertThat(replay()).isEqualTo(bodies.subList(0, 3).stream().map(Arrays::toString).toList());
  }

  /** Their own digits are not those of the files' names. */
  @ParameterizedTest
  @ValueSource(strings = {"fa-IR", "ar-EG", "mr-IN", "ne-NP", "my-MM"})
  void isTheSameInEveryLocale(String locale) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      write(LARGE, 3);
      assertThat(replay()).isEqualTo(bodies.subList(0, 3).stream().map(Arrays::toString).toList());
    } finally {
      Locale.setDefault(before);
    }
    assertThat(replay()).hasSize(3);
  }

  @Test
  void endsAtTheLastWholeRecordWhereverTheFileWasCut() throws IOException {
    write(LARGE, 3);
    byte[] whole = Files.readAllBytes(file(1));
    int record = LogSegment.RECORD_HEADER + bodies.getFirst().length;
    for (int length = 0; length < whole.length; length++) {
      Files.deleteIfExists(file(2));
      Files.write(file(1), Arrays.copyOf(whole, length));
      int kept = Math.max(0, length - LogSegment.HEADER) / record;
      try (WriteAheadLog log = open(LARGE)) {
        assertThat(replay(log)).as("cut at %d", length).hasSize(kept);
        log.append(bodies.get(3));
        assertThat(replay(log)).hasSize(kept + 1).endsWith(Arrays.toString(bodies.get(3)));
      }
      assertThat(replay()).hasSize(kept + 1).endsWith(Arrays.toString(bodies.get(3)));
    }
  }

  @Test
  void cutsOffGarbageAtTheEnd() throws IOException {
    for (byte[] garbage : List.of(new byte[1], new byte[5_000],
        "garbage".repeat(99).getBytes(StandardCharsets.UTF_8))) {
      Files.createDirectories(folder);
      write(LARGE, 2);
      Path last = files().getLast();
      byte[] good = Files.readAllBytes(last);
      byte[] bad = Arrays.copyOf(good, good.length + garbage.length);
      System.arraycopy(garbage, 0, bad, good.length, garbage.length);
      Files.write(last, bad);

      int before = files().size() * 2;
      assertThat(replay()).hasSize(before);
      assertThat(last).hasBinaryContent(good);
    }
  }

  @Test
  void damageBeforeTheLastRecordIsTold() throws IOException {
    write(LARGE, 3);
    byte[] whole = Files.readAllBytes(file(1));
    int last = whole.length - LogSegment.RECORD_HEADER - bodies.get(2).length;
    for (int offset = 0; offset < last; offset++) {
      byte[] flipped = whole.clone();
      flipped[offset] ^= 0x10;
      Files.write(file(1), flipped);
      assertThatThrownBy(() -> open(LARGE)).as("flipped at %d", offset)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(file(1).toString()).hasMessageContaining("at byte ");
      assertThat(file(1)).hasBinaryContent(flipped);
    }
  }

  @Test
  void damageInAnOlderFileIsTold() throws IOException {
    write(1, 3);
    assertThat(files()).hasSize(3);
    byte[] whole = Files.readAllBytes(file(2));
    Files.write(file(2), Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> open(1)).isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file(2).toString());
    Files.delete(file(2));
    assertThatThrownBy(() -> open(1)).isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file(3).toString());
  }

  @Test
  void deletesOnlyOlderFiles() throws IOException {
    try (WriteAheadLog log = open(1)) {
      log.append(bodies.get(0));
      log.append(bodies.get(1));
      log.append(bodies.get(2));
      log.deleteBefore(log.current());
      assertThat(replay(log)).containsExactly(Arrays.toString(bodies.get(2)));
    }
    try (WriteAheadLog log = open(1)) {
      log.deleteBefore(log.current());
      assertThat(replay(log)).isEmpty();
      log.append(bodies.get(3));
    }
    assertThat(replay()).containsExactly(Arrays.toString(bodies.get(3)));
  }

  @Test
  void goesOnAfterAFullDisk() throws IOException {
    FaultyLogFiles files = new FaultyLogFiles();
    try (WriteAheadLog log = new WriteAheadLog(folder, files, LARGE)) {
      log.append(bodies.get(0));
      for (FaultyLogFiles.Fault fault : FaultyLogFiles.Fault.values()) {
        files.fault = fault;
        for (int attempt = 0; attempt < 2; attempt++) {
          assertThatThrownBy(() -> log.append(bodies.get(1))).as(fault.toString())
              .isInstanceOf(UnavailableException.class).hasStackTraceContaining("No space left");
        }
        files.fault = null;
      }
      log.append(bodies.get(2));
      assertThat(replay(log)).containsExactly(Arrays.toString(bodies.get(0)),
          Arrays.toString(bodies.get(2)));
    }
    assertThat(replay()).hasSize(2);
  }

  @Test
  void aFileThatCannotBeBegunIsTriedAgain() throws IOException {
    FaultyLogFiles files = new FaultyLogFiles();
    try (WriteAheadLog log = new WriteAheadLog(folder, files, 1)) {
      log.append(bodies.get(0));
      files.fault = FaultyLogFiles.Fault.WRITE;
      assertThatThrownBy(() -> log.append(bodies.get(1)))
          .isInstanceOf(UnavailableException.class);
      files.fault = null;
      log.append(bodies.get(2));
    }
    assertThat(replay()).hasSize(2);
  }

  private void write(long segmentBytes, int records) throws IOException {
    try (WriteAheadLog log = open(segmentBytes)) {
      for (byte[] body : bodies.subList(0, records)) {
        log.append(body);
      }
    }
  }

  private WriteAheadLog open(long segmentBytes) throws IOException {
    return new WriteAheadLog(folder, LogFile::onDisk, segmentBytes);
  }

  private List<String> replay() throws IOException {
    try (WriteAheadLog log = open(LARGE)) {
      return replay(log);
    }
  }

  private static List<String> replay(WriteAheadLog log) throws IOException {
    List<String> found = new ArrayList<>();
    log.replay(commit -> found.add(Arrays.toString(LogRecord.encode(commit))));
    return found;
  }

  private Path file(long number) {
    return LogSegment.of(folder, number).path();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
