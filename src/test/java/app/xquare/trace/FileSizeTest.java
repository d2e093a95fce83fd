package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that needs scrolling for long does more than one thing. */
class FileSizeTest {
  private static final int MAX_LINES = 500;

  @Test
  void filesStaySmall() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      List<Path> large = files.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> lines(file) > MAX_LINES).toList();
      assertThat(large).as("files over %d lines", MAX_LINES).isEmpty();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
