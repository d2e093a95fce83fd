package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import java.util.List;

/**
 * How far spans are shown later than their own clocks said, because two clocks disagree.
 *
 * <p>A span is only moved where the clocks are provably apart: it begins before its parent, and its
 * resource is another one (resources are compared with all their attributes, of which host, pod and
 * instance are some). Top-down:
 * <ol>
 * <li>A span of its parent's resource moves with the parent: it has the parent's clock.
 * <li>A span that begins within its parent by the clocks as they are moves with the parent, too.
 * <li>A span of another resource whose own time lies within the parent as that is now shown stays
 * where it is: its clock was right, the parent's was not.
 * <li>Any other span that does not begin before its parent moves with the parent.
 * <li>What is left begins before its parent. A span that is not longer than its parent is put in the
 * middle of it, as if the way there and the way back took equally long. A longer one is made to begin
 * with it.
 * </ol>
 * Spans only ever move later, durations never change, and links between spans play no part.
 */
final class ClockSkew {
  private ClockSkew() {}

  /**
   * @param parentsFirst all indices, each after that of its parent
   * @return nanoseconds for each span, zero or more
   */
  static long[] shifts(List<Span> spans, ParentLinks links, int[] parentsFirst) {
    long[] shifts = new long[spans.size()];
    for (int i : parentsFirst) {
      int parent = links.parent(i);
      if (parent != ParentLinks.NONE) {
        Span span = spans.get(i);
        long shift = shift(span, spans.get(parent), shifts[parent]);
        shifts[i] = Math.min(shift, Long.MAX_VALUE - span.endUnixNano());
      }
    }
    return shifts;
  }

  private static long shift(Span span, Span parent, long parentShift) {
    long start = span.startUnixNano();
    boolean tooEarly = start < parent.startUnixNano();
    boolean within = !tooEarly && start <= parent.endUnixNano();
    if (within || (!tooEarly && parentShift == 0) || sameClock(span, parent)) {
      return parentShift;
    }
    long shownStart = parent.startUnixNano() + parentShift;
    if (shownStart <= start && start <= parent.endUnixNano() + parentShift) {
      return 0;
    }
    if (!tooEarly) {
      return parentShift;
    }
    long latency = Math.max(0, parent.durationNanos() - span.durationNanos()) / 2;
    return shownStart - start + latency;
  }

  private static boolean sameClock(Span a, Span b) {
    return a.resource().equals(b.resource());
  }
}
