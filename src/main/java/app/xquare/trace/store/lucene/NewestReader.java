package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.DirectoryReader;
import org.jspecify.annotations.Nullable;

/** Shows everything that was added before it is asked; readers that ask together share one refresh. */
final class NewestReader {
  private final AtomicLong added = new AtomicLong();
  private volatile long shown;
  /** Changed only by who holds the monitor; null at first and in the end. */
  private volatile @Nullable DirectoryReader reader;

  /** Documents were added: readers that ask later must see them. */
  void added() {
    added.incrementAndGet();
  }

  /** The caller gives it back with {@code decRef}; null if there is none. */
  @Nullable
  DirectoryReader acquire() throws IOException {
    while (true) {
      DirectoryReader newest = shown == added.get() ? reader : refresh();
      if (newest == null || newest.tryIncRef()) {
        return newest;
      }
    }
  }

  private synchronized @Nullable DirectoryReader refresh() throws IOException {
    long before = added.get();
    DirectoryReader current = reader;
    if (shown != before && current != null) {
      DirectoryReader newer = DirectoryReader.openIfChanged(current);
      if (newer != null) {
        reader = newer;
        current.decRef();
      }
      shown = before;
    }
    return reader;
  }

  /** @param next shows everything; nothing is added meanwhile */
  synchronized void replace(@Nullable DirectoryReader next) throws IOException {
    DirectoryReader old = reader;
    reader = next;
    shown = added.get();
    if (old != null) {
      old.decRef();
    }
  }
}
