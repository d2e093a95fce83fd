package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import java.util.List;

/**
 * The spans of a trace in display order, depth-first: the subtree of a row is the row and the
 * {@link #descendants} rows after it. Arrays instead of an object for each row.
 */
@SuppressWarnings("ArrayRecordComponent")
record TreeRows(Span[] spans, int[] parents, int[] depths, int[] childCounts, int[] descendants,
    long[] startOffsets, long[] shifts, long startUnixNano, long durationNanos, int[] rowOfSpan) {
  static final int NONE = ParentLinks.NONE;

  static TreeRows of(SpanSet set, ParentLinks links) {
    List<Span> spans = set.spans();
    int size = spans.size();
    int[] siblings = new int[size];
    for (int i = 0; i < size; i++) {
      siblings[i] = i;
    }
    int[] order = links.depthFirst(siblings);
    long[] shifts = ClockSkew.shifts(spans, links, order);
    if (sortByShownStart(siblings, spans, shifts)) {
      order = links.depthFirst(siblings);
    }
    int[] rowOfSpan = new int[size];
    int[] parents = new int[size];
    int[] depths = new int[size];
    int[] childCounts = new int[size];
    int[] descendants = new int[size];
    long[] startOffsets = new long[size];
    long[] rowShifts = new long[size];
    Span[] rowSpans = new Span[size];
    long start = Long.MAX_VALUE;
    long end = 0;
    for (int row = 0; row < size; row++) {
      int index = order[row];
      Span span = spans.get(index);
      rowOfSpan[index] = row;
      rowSpans[row] = span;
      rowShifts[row] = shifts[index];
      startOffsets[row] = span.startUnixNano() + shifts[index];
      start = Math.min(start, startOffsets[row]);
      end = Math.max(end, startOffsets[row] + span.durationNanos());
      int parent = links.parent(index);
      parents[row] = parent == NONE ? NONE : rowOfSpan[parent];
      if (parent != NONE) {
        depths[row] = depths[parents[row]] + 1;
        childCounts[parents[row]]++;
      }
    }
    for (int row = size - 1; row >= 0; row--) {
      startOffsets[row] -= start;
      if (parents[row] != NONE) {
        descendants[parents[row]] += descendants[row] + 1;
      }
    }
    return new TreeRows(rowSpans, parents, depths, childCounts, descendants, startOffsets,
        rowShifts, start, end - start, rowOfSpan);
  }

  /** @return whether anything can have changed */
  private static boolean sortByShownStart(int[] siblings, List<Span> spans, long[] shifts) {
    boolean shifted = false;
    for (long shift : shifts) {
      shifted |= shift != 0;
    }
    if (shifted) {
      IntSort.sort(siblings, siblings.length, (a, b) -> {
        int byStart = Long.compare(spans.get(a).startUnixNano() + shifts[a],
            spans.get(b).startUnixNano() + shifts[b]);
        return byStart != 0
            ? byStart
            : Long.compareUnsigned(spans.get(a).spanId(), spans.get(b).spanId());
      });
    }
    return shifted;
  }

  int size() {
    return spans.length;
  }

  long start(int row) {
    return startOffsets[row];
  }

  long end(int row) {
    return startOffsets[row] + spans[row].durationNanos();
  }

  /** The row after the subtree of {@code row}: its next sibling, if it has one. */
  int after(int row) {
    return row + descendants[row] + 1;
  }

  /**
   * For each row the part of its duration in which none of its children ran: the duration without
   * the union of the children's intervals. What a child did outside its parent's time is not counted.
   */
  long[] selfNanos() {
    long[] self = new long[size()];
    long[] coveredTo = new long[size()];
    for (int row = 0; row < self.length; row++) {
      self[row] = spans[row].durationNanos();
      coveredTo[row] = start(row);
      int parent = parents[row];
      if (parent != NONE) {
        // siblings come by start, so one mark a parent is enough for the union
        long from = Math.max(start(row), coveredTo[parent]);
        long to = Math.min(end(row), end(parent));
        if (to > from) {
          self[parent] -= to - from;
          coveredTo[parent] = to;
        }
      }
    }
    return self;
  }
}
