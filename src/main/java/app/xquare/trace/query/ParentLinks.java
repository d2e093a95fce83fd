package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import java.util.BitSet;
import java.util.List;

/**
 * Which span is under which, as indices into {@link SpanSet#spans()}: a forest. A cycle is cut above
 * its earliest span.
 */
final class ParentLinks {
  static final int NONE = -1;

  private final int[] parents;
  private final BitSet cut = new BitSet();

  private ParentLinks(int[] parents) {
    this.parents = parents;
  }

  static ParentLinks of(SpanSet set) {
    List<Span> spans = set.spans();
    int[] parents = new int[spans.size()];
    for (int i = 0; i < parents.length; i++) {
      parents[i] = set.indexOf(spans.get(i).parentSpanId());
    }
    ParentLinks links = new ParentLinks(parents);
    links.cutCycles();
    return links;
  }

  /** Index of the parent, or {@link #NONE} for a span at the top. */
  int parent(int span) {
    return parents[span];
  }

  /** Whether the span was its own ancestor and was put at the top. */
  boolean isCut(int span) {
    return cut.get(span);
  }

  int cutCount() {
    return cut.cardinality();
  }

  private void cutCycles() {
    int[] reachedFrom = new int[parents.length];
    for (int start = 0; start < parents.length; start++) {
      int walk = start + 1;
      int at = start;
      while (at != NONE && reachedFrom[at] == 0) {
        reachedFrom[at] = walk;
        at = parents[at];
      }
      if (at != NONE && reachedFrom[at] == walk) {
        cutAboveEarliest(at);
      }
    }
  }

  private void cutAboveEarliest(int onCycle) {
    int earliest = onCycle;
    for (int at = parents[onCycle]; at != onCycle; at = parents[at]) {
      earliest = Math.min(earliest, at);
    }
    parents[earliest] = NONE;
    cut.set(earliest);
  }

  /**
   * All spans depth-first, so that each comes after its parent and before what follows its subtree.
   *
   * @param siblings all spans in the order in which siblings are wanted
   */
  int[] depthFirst(int[] siblings) {
    int size = parents.length;
    int[] firstChild = new int[size + 1];
    int[] nextSibling = new int[size];
    for (int i = size - 1; i >= 0; i--) {
      int span = siblings[i];
      // one past the span's index, so that zero means none; slot 0 is for the top
      nextSibling[span] = firstChild[parents[span] + 1];
      firstChild[parents[span] + 1] = span + 1;
    }
    int[] result = new int[size];
    int[] resumeAt = new int[size + 1];
    int waiting = 0;
    int next = firstChild[0];
    for (int row = 0; row < size; row++) {
      while (next == 0) {
        next = resumeAt[--waiting];
      }
      int span = next - 1;
      result[row] = span;
      resumeAt[waiting++] = nextSibling[span];
      next = firstChild[span + 1];
    }
    return result;
  }
}
