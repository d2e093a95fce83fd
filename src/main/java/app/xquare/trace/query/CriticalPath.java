package app.xquare.trace.query;

import app.xquare.trace.model.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What the end of a root waited for: shorten any of it, and the root ends earlier.
 *
 * <p>Walked back from the root's end: the child that ended last is what the span waited for; before
 * that child began, it waited for the child that had ended last by then; and so on, and the same
 * within each of those children. What is left of the span's time is its own. A child that was still
 * running when a later one on the path began ran beside it and is left out. So every instant of the
 * root belongs to exactly one span, and the segments add up to the root's duration.
 *
 * <p>A span does not wait for work that it only caused: consumers under a producer and children that
 * begin after their parent ended are left out with all that is below them. The part of a child that
 * lies outside its parent is left out. Where two children end at the same time the longer one counts.
 */
final class CriticalPath {
  private final TreeRows rows;
  private final int[] firstSegment;
  private final int[] segmentCount;
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int size;

  // the part of each row's time that its parent waited for
  private final long[] windowStarts;
  private final long[] windowEnds;
  private final int[] pending;
  private int pendingCount;

  private CriticalPath(TreeRows rows) {
    this.rows = rows;
    this.firstSegment = new int[rows.size()];
    this.segmentCount = new int[rows.size()];
    this.windowStarts = new long[rows.size()];
    this.windowEnds = new long[rows.size()];
    this.pending = new int[rows.size()];
  }

  static Segments of(TreeRows rows, int root) {
    CriticalPath path = new CriticalPath(rows);
    path.push(root, rows.start(root), rows.end(root));
    int[] children = new int[0];
    while (path.pendingCount > 0) {
      int row = path.pending[--path.pendingCount];
      if (children.length < rows.childCounts()[row]) {
        children = new int[Math.max(rows.childCounts()[row], 2 * children.length)];
      }
      path.visit(row, children);
    }
    return new Segments(path.firstSegment, path.segmentCount,
        Arrays.copyOf(path.starts, path.size), Arrays.copyOf(path.ends, path.size));
  }

  private void visit(int row, int[] children) {
    long from = windowStarts[row];
    int candidates = collect(row, children);
    // the last one is looked at first: the latest end, then the earliest start, then the first row
    IntSort.sort(children, candidates, (a, b) -> {
      int byEnd = Long.compare(rows.end(a), rows.end(b));
      int byStart = byEnd != 0 ? byEnd : Long.compare(rows.start(b), rows.start(a));
      return byStart != 0 ? byStart : Integer.compare(b, a);
    });
    long now = windowEnds[row];
    firstSegment[row] = size;
    for (int i = candidates - 1; i >= 0 && now > from; i--) {
      int child = children[i];
      long childEnd = Math.min(rows.end(child), windowEnds[row]);
      if (childEnd <= now) {
        addSegment(childEnd, now);
        now = Math.max(rows.start(child), from);
        push(child, now, childEnd);
      }
    }
    addSegment(from, now);
    segmentCount[row] = size - firstSegment[row];
    reverse(starts, firstSegment[row], size);
    reverse(ends, firstSegment[row], size);
  }

  private int collect(int row, int[] children) {
    int count = 0;
    int after = rows.after(row);
    boolean producer = rows.spans()[row].kind() == SpanKind.PRODUCER;
    for (int child = row + 1; child < after; child = rows.after(child)) {
      boolean caused = producer && rows.spans()[child].kind() == SpanKind.CONSUMER;
      long overlapStart = Math.max(rows.start(child), windowStarts[row]);
      long overlapEnd = Math.min(rows.end(child), windowEnds[row]);
      if (!caused && overlapStart < overlapEnd) {
        children[count++] = child;
      }
    }
    return count;
  }

  private void push(int row, long from, long to) {
    windowStarts[row] = from;
    windowEnds[row] = to;
    pending[pendingCount++] = row;
  }

  private void addSegment(long from, long to) {
    if (from == to) {
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    starts[size] = from;
    ends[size++] = to;
  }

  private static void reverse(long[] values, int from, int to) {
    for (int i = from, j = to - 1; i < j; i++, j--) {
      long value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /** The segments of all rows; a row's own are together, by time. */
  @SuppressWarnings("ArrayRecordComponent")
  record Segments(int[] first, int[] count, long[] starts, long[] ends) {
    List<TraceRow.Segment> of(int row) {
      if (count[row] == 0) {
        return List.of();
      }
      List<TraceRow.Segment> segments = new ArrayList<>(count[row]);
      for (int i = first[row]; i < first[row] + count[row]; i++) {
        segments.add(new TraceRow.Segment(starts[i], ends[i]));
      }
      return Collections.unmodifiableList(segments);
    }

    long nanos(int row) {
      long total = 0;
      for (int i = first[row]; i < first[row] + count[row]; i++) {
        total += ends[i] - starts[i];
      }
      return total;
    }
  }
}
