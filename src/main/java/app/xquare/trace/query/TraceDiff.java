package app.xquare.trace.query;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two traces, by call path: what was called, from where, how often and how long.
 * Spans at the top of a trace begin a path, also where their parent is missing.
 *
 * @param a of the first trace
 * @param b of the second trace
 * @param paths depth-first in the order in which the first trace shows them; a path that only the
 *   second trace has stands behind the sibling that the second trace shows before it, and behind
 *   those that follow there and that only the first trace has
 */
public record TraceDiff(TraceSummary a, TraceSummary b, List<PathDiff> paths) {
  public static TraceDiff between(TraceTree a, TraceTree b) {
    CallPaths paths = new CallPaths();
    paths.add(a, 0);
    paths.add(b, 1);
    return new TraceDiff(a.summary(), b.summary(), paths.depthFirst());
  }

  /** How many paths there are of each change; the ones that do not occur with zero. */
  public Map<PathDiff.Change, Integer> counts() {
    Map<PathDiff.Change, Integer> counts = new EnumMap<>(PathDiff.Change.class);
    for (PathDiff.Change change : PathDiff.Change.values()) {
      counts.put(change, 0);
    }
    paths.forEach(path -> counts.merge(path.change(), 1, Integer::sum));
    return counts;
  }
}
