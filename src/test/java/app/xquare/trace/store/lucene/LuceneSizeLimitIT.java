package app.xquare.trace.store.lucene;

import app.xquare.trace.store.SizeLimitContract;
import app.xquare.trace.store.TraceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class LuceneSizeLimitIT extends SizeLimitContract {
  @TempDir
  Path folder;

  @Override
  protected TraceStore open() {
    return LuceneTraceStore.open(folder, LogFile::onDisk, Duration.ofDays(1));
  }

  @Override
  protected void checkpoint(TraceStore store) {
    ((LuceneTraceStore) store).checkpoint();
  }

  @Override
  protected long bytesOnDisk() {
    try {
      return DataFolder.bytes(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
