package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Merges the scans of all segments and of what is newer. Holds the readers until it is closed, so a drop does no harm. */
final class LuceneScan implements FragmentScan {
  private final List<NewestReader.View> views = new ArrayList<>();
  private final PriorityQueue<ScanSource> heads = new PriorityQueue<>(
      Comparator.comparing(ScanSource::position));
  /** Stands on what was handed out last; it moves on only when more is asked for. */
  private @Nullable ScanSource current;

  LuceneScan(Collection<LucenePartition> partitions, ScanRequest request) {
    // Nearly every segment has something of a service, which comes first, and few have an attribute's
    // value: asked for that first, a segment that has nothing says so sooner.
    List<List<BytesRef>> clauses = SegmentScan.terms(request.clauses()).reversed();
    try {
      for (LucenePartition partition : partitions) {
        if (partition.stats().startsMeet(request.minStart(), request.maxStart())
            && partition.stats().maxLastStart() >= request.minLastStart()) {
          open(partition, request, clauses);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(LucenePartition partition, ScanRequest request, List<List<BytesRef>> clauses) {
    NewestReader.View view = partition.acquire();
    if (view == null) {
      return;
    }
    views.add(view);
    RecentScan recent = RecentScan.open(partition, view.recent(), request);
    if (recent != null) {
      heads.add(recent);
    }
    for (Segment segment : view.segments()) {
      SegmentScan scan = SegmentScan.of(partition, segment, request, clauses);
      if (scan != null) {
        heads.add(scan);
      }
    }
  }

  @Override
  public @Nullable Fragment next() {
    advance(current);
    for (current = heads.poll(); current != null; current = heads.poll()) {
      ScanSource first = current;
      Fragment fragment = first.partition().reading(first::fragment);
      if (fragment != null) {
        return fragment;
      }
      advance(first);
    }
    return null;
  }

  private void advance(@Nullable ScanSource source) {
    if (source != null && source.partition().reading(source::advance)) {
      heads.add(source);
    }
  }

  @Override
  public void close() {
    heads.clear();
    current = null;
    views.forEach(LucenePartition::release);
    views.clear();
  }
}
