package app.xquare.trace.store.lucene;

import app.xquare.trace.ingest.WorkloadFragments;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Commits without an end. After some thousand fragments they come again with other trace ids, and as
 * much later as the workload took to make them.
 */
final class RepeatedCommits {
  static final int FRAGMENTS = 500;
  private static final int DISTINCT = 10_000;

  private final List<String> services;
  private final List<Commit.Entry> made;
  private final long period;
  private int next;
  private long round;
  private long sequence;

  RepeatedCommits() {
    WorkloadFragments workload = new WorkloadFragments();
    services = workload.services();
    made = workload.next(DISTINCT);
    var starts = made.stream().mapToLong(entry -> entry.fragment().startUnixNano())
        .summaryStatistics();
    period = starts.getMax() - starts.getMin();
  }

  List<String> services() {
    return services;
  }

  Commit next() {
    List<Commit.Entry> entries = new ArrayList<>(FRAGMENTS);
    for (int i = 0; i < FRAGMENTS; i++) {
      Commit.Entry entry = made.get(next);
      entries.add(new Commit.Entry(later(entry.fragment()), entry.tokens()));
      if (++next == DISTINCT) {
        next = 0;
        round++;
      }
    }
    return new Commit("20261122", entries, Set.of());
  }

  private Fragment later(Fragment fragment) {
    long shift = round * period;
    TraceId id = new TraceId(fragment.traceId().high() + round, fragment.traceId().low());
    return new Fragment(id, ++sequence, fragment.startUnixNano() + shift,
        fragment.lastStartUnixNano() + shift, fragment.maxDurationNanos(), fragment.spanCount(),
        fragment.payload());
  }
}
