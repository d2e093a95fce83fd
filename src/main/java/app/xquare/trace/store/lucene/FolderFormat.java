package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The format of a data folder, a number in a file of its own. A folder of another format is refused:
 * its files might well open, and searches would silently miss what is in them.
 */
final class FolderFormat {
  /** One more with every change of what stored bytes mean: tokens, payloads, catalog entries, files. */
  static final int CURRENT = 2;
  static final String FILE = "format";
  private static final int MAX_SHOWN = 20;

  private FolderFormat() {}

  /** @throws DataFolderException if it has another; a folder without any data gets the current one */
  static void check(Path root) throws IOException {
    Path file = root.resolve(FILE);
    String current = Integer.toString(CURRENT);
    if (Files.exists(file)) {
      String found = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
      if (!found.equals(current)) {
        throw DataFolderException.otherFormat(root,
            "format " + found.substring(0, Math.min(found.length(), MAX_SHOWN)), CURRENT);
      }
    } else if (hasFiles(root.resolve("wal")) || hasFiles(root.resolve("partitions"))) {
      throw DataFolderException.otherFormat(root,
          "no format, as of a build before the first release",
          CURRENT);
    } else {
      DataFolder.write(file, (current + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static boolean hasFiles(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }
}
