package app.xquare.trace.store.lucene;

import app.xquare.trace.store.TraceStore;
import app.xquare.trace.store.TraceStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LuceneTraceStoreTest extends TraceStoreContract {
  @TempDir
  Path folder;

  @Override
  protected TraceStore open() {
    return LuceneTraceStore.open(folder);
  }

  @Override
  protected void rest() {
    LuceneTraceStore open = (LuceneTraceStore) store;
    open.checkpoint();
    open.checkpoint();
    open.filters(true);
  }
}
