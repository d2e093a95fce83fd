package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One trace in a list of traces: counts over its deduplicated spans, times as the spans' own clocks
 * gave them. It does not depend on the order in which spans are given.
 *
 * @param rootService service of the root: the earliest span without a parent id, by start and then by
 *   unsigned span id; where there is none, the earliest span whose parent is missing; null where all
 *   spans are in cycles or below one
 * @param rootOperation name of that span
 * @param durationNanos from the earliest start to the latest end
 * @param errorCount spans with the status {@code ERROR}
 * @param services sorted by name
 * @param orphanCount spans whose parent is missing
 * @param duplicatesDropped copies that say the same
 * @param conflictingSpanIds span ids that were received with different contents
 * @param hasRoot whether there is a span without a parent id
 */
public record TraceSummary(TraceId traceId, @Nullable String rootService,
    @Nullable String rootOperation, long startUnixNano, long durationNanos, int spanCount,
    int errorCount, List<ServiceCount> services, int orphanCount, int duplicatesDropped,
    int conflictingSpanIds, boolean hasRoot, List<TraceWarning> warnings) {

  /** How many spans of the trace a service has. */
  public record ServiceCount(String service, int spanCount, int errorCount) {
    ServiceCount plus(ServiceCount other) {
      return new ServiceCount(service, spanCount + other.spanCount, errorCount + other.errorCount);
    }
  }

  /** @param received all spans of one trace that were received, at least one */
  public static TraceSummary of(Collection<Span> received) {
    return of(SpanSet.of(received), false);
  }

  /** @param stillReceiving adds that warning; when the newest span arrived decides it */
  static TraceSummary of(SpanSet spans, boolean stillReceiving) {
    Map<String, ServiceCount> services = new TreeMap<>();
    Span root = null;
    Span firstOrphan = null;
    long end = Long.MIN_VALUE;
    int errors = 0;
    int orphans = 0;
    for (Span span : spans.spans()) {
      int error = span.isError() ? 1 : 0;
      errors += error;
      end = Math.max(end, span.endUnixNano());
      services.merge(span.service(), new ServiceCount(span.service(), 1, error),
          ServiceCount::plus);
      if (span.isRoot()) {
        root = root == null ? span : root;
      } else if (spans.isOrphan(span)) {
        firstOrphan = firstOrphan == null ? span : firstOrphan;
        orphans++;
      }
    }
    Span first = spans.spans().getFirst();
    Span shown = root != null ? root : firstOrphan;
    return new TraceSummary(first.traceId(), shown == null ? null : shown.service(),
        shown == null ? null : shown.name(), first.startUnixNano(), end - first.startUnixNano(),
        spans.size(), errors, List.copyOf(services.values()), orphans, spans.duplicatesDropped(),
        spans.conflictingSpanIds(), root != null,
        warnings(spans, root != null, orphans, stillReceiving));
  }

  private static List<TraceWarning> warnings(SpanSet spans, boolean hasRoot, int orphans,
      boolean stillReceiving) {
    List<TraceWarning> warnings = new ArrayList<>();
    add(warnings, WarningCode.MISSING_ROOT, hasRoot ? 0 : 1);
    add(warnings, WarningCode.MISSING_PARENT, orphans);
    add(warnings, WarningCode.DUPLICATES_DROPPED, spans.duplicatesDropped());
    add(warnings, WarningCode.CONFLICTING_SPAN_IDS, spans.conflictingSpanIds());
    add(warnings, WarningCode.STILL_RECEIVING, stillReceiving ? 1 : 0);
    return List.copyOf(warnings);
  }

  private static void add(List<TraceWarning> warnings, WarningCode code, int count) {
    if (count > 0) {
      warnings.add(code.times(count));
    }
  }
}
