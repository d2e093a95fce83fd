package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.TraceStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides about whole traces, as they were at one snapshot. */
final class TraceMatcher {
  private final TraceStore store;
  private final FragmentCodec codec;
  private final TraceQuery query;
  private final SpanFilter spans;
  private final long snapshot;

  TraceMatcher(TraceStore store, FragmentCodec codec, TraceQuery query, long snapshot) {
    this.store = store;
    this.codec = codec;
    this.query = query;
    this.spans = new SpanFilter(query);
    this.snapshot = snapshot;
  }

  /** Whether some span of the fragment is what the query asks for, be it kept or not. */
  boolean leadsToMatch(Fragment fragment) {
    for (Span span : codec.spans(fragment.traceId(), fragment.payload())) {
      if (spans.admits(span)) {
        return true;
      }
    }
    return false;
  }

  /** Null if the trace does not match. */
  @Nullable
  Candidate match(TraceId traceId) {
    List<Fragment> fragments = load(traceId);
    if (fragments.isEmpty()) {
      return null;
    }
    List<List<Span>> received = received(fragments);
    SpanSet set = set(received);
    TraceSummary summary = summary(fragments, set);
    if (query.asksAboutTraces() && !admits(summary)) {
      return null;
    }
    ScanPosition lastSeen = lastSeen(fragments, received, set);
    // The last fragment of a scan has the earliest start.
    TraceKey key = new TraceKey(fragments.getLast().startUnixNano(), traceId);
    return lastSeen == null ? null : new Candidate(key, lastSeen, summary);
  }

  /** Null if the trace is not stored any more. */
  @Nullable
  TraceSummary summary(TraceId traceId) {
    List<Fragment> fragments = load(traceId);
    if (fragments.isEmpty()) {
      return null;
    }
    return summary(fragments, set(received(fragments)));
  }

  /** In the order of a scan. */
  private List<Fragment> load(TraceId traceId) {
    List<Fragment> fragments = new ArrayList<>(store.fragments(traceId, snapshot));
    fragments.sort(Comparator.comparing(ScanPosition::of));
    return fragments;
  }

  private List<List<Span>> received(List<Fragment> fragments) {
    return fragments.stream()
        .map(fragment -> codec.spans(fragment.traceId(), fragment.payload())).toList();
  }

  private static SpanSet set(List<List<Span>> received) {
    return SpanSet.of(received.stream().flatMap(List::stream).toList());
  }

  private TraceSummary summary(List<Fragment> fragments, SpanSet set) {
    long newest = 0;
    for (Fragment fragment : fragments) {
      newest = Math.max(newest, fragment.sequence());
    }
    boolean stillReceiving = TraceReader.isStillReceiving(newest, snapshot);
    return TraceSummary.of(set, stillReceiving);
  }

  /**
   * The last fragment with a span that is asked for, or null if no such span is kept. Each span is
   * looked at once at most, from the end.
   */
  private @Nullable ScanPosition lastSeen(List<Fragment> fragments, List<List<Span>> received,
      SpanSet set) {
    ScanPosition lastSeen = null;
    for (int i = fragments.size() - 1; i >= 0; i--) {
      for (Span span : received.get(i)) {
        boolean kept = set.keeps(span);
        if ((kept || lastSeen == null) && spans.admits(span)) {
          lastSeen = lastSeen == null ? ScanPosition.of(fragments.get(i)) : lastSeen;
          if (kept) {
            return lastSeen;
          }
        }
      }
    }
    return null;
  }

  private boolean admits(TraceSummary trace) {
    return trace.durationNanos() >= query.minTraceDurationNanos()
        && trace.durationNanos() <= query.maxTraceDurationNanos()
        && trace.spanCount() >= query.minSpanCount() && trace.spanCount() <= query.maxSpanCount()
        && (query.rootService() == null || query.rootService().equals(trace.rootService()))
        && (query.rootOperation() == null || query.rootOperation().equals(trace.rootOperation()));
  }
}
