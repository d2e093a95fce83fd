package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FileSwitchDirectory;
import org.apache.lucene.store.NIOFSDirectory;

/** How the files of an index are read. */
final class IndexFiles {
  /**
   * Doc values: payloads are nine tenths of what is stored, so answers come from all over these files.
   * Mapped, every page that was ever read would count as memory of the process.
   */
  private static final Set<String> NOT_MAPPED = Set.of("dvd");

  private IndexFiles() {}

  static Directory open(Path folder) throws IOException {
    return new FileSwitchDirectory(NOT_MAPPED, new NIOFSDirectory(folder), FSDirectory.open(folder),
        true);
  }
}
