package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.jspecify.annotations.Nullable;

/** Merges the scans of all segments. Holds the readers until it is closed, so a drop does no harm. */
final class LuceneScan implements FragmentScan {
  private final List<DirectoryReader> readers = new ArrayList<>();
  private final PriorityQueue<LeafScan> heads = new PriorityQueue<>(
      Comparator.comparing(LeafScan::position));
  /** Stands on what was handed out last; it moves on only when more is asked for. */
  private @Nullable LeafScan current;

  LuceneScan(Collection<LucenePartition> partitions, ScanRequest request) {
    try {
      for (LucenePartition partition : partitions) {
        if (partition.stats().startsMeet(request.minStart(), request.maxStart())
            && partition.stats().maxLastStart() >= request.minLastStart()) {
          open(partition, request);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(LucenePartition partition, ScanRequest request) {
    DirectoryReader reader = partition.acquire();
    if (reader == null) {
      return;
    }
    readers.add(reader);
    for (LeafReaderContext leaf : reader.leaves()) {
      LeafScan scan = partition.reading(() -> LeafScan.open(partition, leaf.reader(), request));
      if (scan != null) {
        heads.add(scan);
      }
    }
  }

  @Override
  public @Nullable Fragment next() {
    LeafScan last = current;
    if (last != null && last.partition().reading(last::advance)) {
      heads.add(last);
    }
    LeafScan next = heads.poll();
    current = next;
    return next == null ? null : next.partition().reading(next::fragment);
  }

  @Override
  public void close() {
    heads.clear();
    current = null;
    for (DirectoryReader reader : readers) {
      LucenePartition.release(reader);
    }
    readers.clear();
  }
}
