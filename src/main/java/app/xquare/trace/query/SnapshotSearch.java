package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Plans a search, runs one request of it and says how to go on. */
final class SnapshotSearch implements TraceSearch {
  private final TraceStore store;
  private final Sequence sequence;
  private final FragmentCodec codec;
  private final QueryProperties properties;
  private final LongSupplier nanoTime;

  SnapshotSearch(TraceStore store, Sequence sequence, FragmentCodec codec,
      QueryProperties properties, LongSupplier nanoTime) {
    this.store = store;
    this.sequence = sequence;
    this.codec = codec;
    this.properties = properties;
    this.nanoTime = nanoTime;
  }

  @Override
  public SearchPage search(TraceQuery given, @Nullable String cursorText) {
    byte[] digest = QueryDigest.of(given);
    SearchCursor cursor = cursorText == null ? null : SearchCursor.decode(cursorText, digest);
    TraceQuery query = cursor == null
        ? given
        : given.within(cursor.fromUnixNano(), cursor.toUnixNano());
    long snapshot = cursor == null ? sequence.snapshot() : cursor.snapshot();

    List<List<Long>> clauses = SearchClauses.of(query, store);
    if (clauses.stream().anyMatch(List::isEmpty)) {
      // No service sent anything at that time.
      return new SearchPage(List.of(), true, null, 0);
    }
    SearchRun run = new SearchRun(new TraceMatcher(store, codec, query, snapshot), query.limit(),
        properties.fragmentBudget(), stopwatch());
    if (cursor != null) {
      run.resume(cursor);
    }
    ScanPosition after = cursor == null ? null : cursor.resume();
    try (FragmentScan scan = store.scan(request(query, clauses, snapshot, after))) {
      boolean complete = run.run(scan);
      String next = complete ? null : run.cursor(digest, query, snapshot).encode();
      return new SearchPage(List.copyOf(run.page()), complete, next, run.scanned());
    }
  }

  private static ScanRequest request(TraceQuery query, List<List<Long>> clauses, long snapshot,
      @Nullable ScanPosition after) {
    // Starts are never negative, and a fragment begins little before the span that is looked for.
    long minStart = Math.max(0, Math.max(0, query.fromUnixNano()) - Fragment.MAX_SPREAD_NANOS);
    return new ScanRequest(clauses, minStart, query.toUnixNano(),
        query.fromUnixNano(), Math.max(0, query.minDurationNanos()), snapshot, after);
  }

  /** Runs from the first time it is asked. */
  private BooleanSupplier stopwatch() {
    long budget = properties.timeBudget().toNanos();
    return new BooleanSupplier() {
      private boolean started;
      private long start;

      @Override
      public boolean getAsBoolean() {
        long now = nanoTime.getAsLong();
        if (!started) {
          started = true;
          start = now;
        }
        return now - start >= budget;
      }
    };
  }
}
