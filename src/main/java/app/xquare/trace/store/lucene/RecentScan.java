package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scan of the commits behind the reader. */
final class RecentScan implements ScanSource {
  private final LucenePartition partition;
  private final List<Fragment> found;
  private int at;

  private RecentScan(LucenePartition partition, List<Fragment> found) {
    this.partition = partition;
    this.found = found;
  }

  /** Null if there is nothing. */
  static @Nullable RecentScan open(LucenePartition partition, List<RecentBatch> recent,
      ScanRequest request) {
    List<long[]> clauses = request.clauses().stream()
        .map(clause -> clause.stream().mapToLong(Long::longValue).sorted().toArray()).toList();
    List<Fragment> found = new ArrayList<>();
    for (RecentBatch batch : recent) {
      for (Commit.Entry entry : batch.entries()) {
        if (admits(entry.fragment(), request) && RecentBatch.carries(entry, clauses)) {
          found.add(entry.fragment());
        }
      }
    }
    found.sort(Comparator.comparing(ScanPosition::of));
    return found.isEmpty() ? null : new RecentScan(partition, found);
  }

  private static boolean admits(Fragment fragment, ScanRequest request) {
    ScanPosition after = request.after();
    return fragment.startUnixNano() >= request.minStart()
        && fragment.startUnixNano() <= request.maxStart()
        && fragment.lastStartUnixNano() >= request.minLastStart()
        && fragment.maxDurationNanos() >= request.minDuration()
        && fragment.sequence() <= request.snapshot()
        && (after == null || ScanPosition.of(fragment).compareTo(after) > 0);
  }

  @Override
  public LucenePartition partition() {
    return partition;
  }

  @Override
  public ScanPosition position() {
    return ScanPosition.of(found.get(at));
  }

  @Override
  public Fragment fragment() {
    return found.get(at);
  }

  @Override
  public boolean advance() {
    at++;
    return at < found.size();
  }
}
