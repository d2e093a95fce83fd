package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;

/**
 * One whole trace, ready to be shown: every span once, depth-first, siblings by the start at which
 * they are shown and then by unsigned span id. It does not depend on the order in which spans are
 * given. Immutable.
 *
 * <p>At the top are the spans without a parent id, those whose parent is missing, and the earliest
 * span of each cycle. Where clocks disagree, spans are shown later than their own clocks said
 * ({@link TraceRow#skewNanos()}). The critical path is that of the root that
 * {@link TraceSummary#rootOperation()} names, or, where none is, of the earliest row at the top.
 */
public final class TraceTree {
  private final TraceSummary summary;
  private final SpanSet spans;
  private final TreeRows rows;
  private final ParentLinks links;
  private final long[] selfNanos;
  private final CriticalPath.Segments path;
  private final int rootRow;
  private final int maxDepth;
  private final List<ServiceShare> services;
  private final List<TraceWarning> warnings;

  private TraceTree(SpanSet spans, boolean stillReceiving) {
    this.summary = TraceSummary.of(spans, stillReceiving);
    this.spans = spans;
    this.links = ParentLinks.of(spans);
    this.rows = TreeRows.of(spans, links);
    this.selfNanos = rows.selfNanos();
    this.rootRow = rows.rowOfSpan()[rootOf(spans, links)];
    this.path = CriticalPath.of(rows, rootRow);
    this.services = ServiceShare.of(rows, selfNanos, path);
    int deepest = 0;
    int shifted = 0;
    for (int row = 0; row < rows.size(); row++) {
      deepest = Math.max(deepest, rows.depths()[row]);
      shifted += rows.shifts()[row] != 0 ? 1 : 0;
    }
    this.maxDepth = deepest;
    this.warnings = warnings(summary, shifted, links.cutCount());
  }

  /**
   * @param received all spans of one trace that were received, at least one
   * @param stillReceiving whether to warn that more may come; when the newest span arrived decides it
   */
  public static TraceTree of(Collection<Span> received, boolean stillReceiving) {
    return of(SpanSet.of(received), stillReceiving);
  }

  static TraceTree of(SpanSet spans, boolean stillReceiving) {
    return new TraceTree(spans, stillReceiving);
  }

  private static int rootOf(SpanSet set, ParentLinks links) {
    int orphan = -1;
    int cut = -1;
    for (int i = 0; i < set.size(); i++) {
      if (set.spans().get(i).isRoot()) {
        return i;
      }
      if (links.isCut(i)) {
        cut = cut < 0 ? i : cut;
      } else if (links.parent(i) == ParentLinks.NONE) {
        orphan = orphan < 0 ? i : orphan;
      }
    }
    return orphan < 0 ? cut : orphan;
  }

  private static List<TraceWarning> warnings(TraceSummary summary, int shifted, int cut) {
    List<TraceWarning> all = new ArrayList<>(summary.warnings());
    if (shifted > 0) {
      all.add(WarningCode.CLOCK_SKEW_ADJUSTED.times(shifted));
    }
    if (cut > 0) {
      all.add(WarningCode.CYCLE_BROKEN.times(cut));
    }
    all.sort(Comparator.comparing(TraceWarning::code));
    return List.copyOf(all);
  }

  /** Its times are the spans' own; those of the tree can differ where clocks were adjusted. */
  public TraceSummary summary() {
    return summary;
  }

  /** When the earliest row is shown to begin. */
  public long startUnixNano() {
    return rows.startUnixNano();
  }

  /** From there to the latest end. */
  public long durationNanos() {
    return rows.durationNanos();
  }

  /** How many rows there are: one for each span. */
  public int size() {
    return rows.size();
  }

  /** @param row 0 to {@link #size()} - 1 */
  public TraceRow row(int row) {
    Span span = rows.spans()[row];
    return new TraceRow(span, rows.depths()[row], rows.parents()[row], rows.childCounts()[row],
        rows.descendants()[row], rows.start(row), rows.shifts()[row], selfNanos[row],
        path.nanos(row), path.of(row), rowWarnings(row));
  }

  private Set<WarningCode> rowWarnings(int row) {
    Span span = rows.spans()[row];
    EnumSet<WarningCode> codes = EnumSet.noneOf(WarningCode.class);
    if (rows.shifts()[row] != 0) {
      codes.add(WarningCode.CLOCK_SKEW_ADJUSTED);
    }
    if (rows.parents()[row] == TreeRows.NONE && !span.isRoot()) {
      codes.add(links.isCut(spans.indexOf(span.spanId()))
          ? WarningCode.CYCLE_BROKEN
          : WarningCode.MISSING_PARENT);
    }
    if (spans.isConflicting(span.spanId())) {
      codes.add(WarningCode.CONFLICTING_SPAN_IDS);
    }
    return Collections.unmodifiableSet(codes);
  }

  /** All rows; each is made when it is asked for. */
  public List<TraceRow> rows() {
    return new RowList();
  }

  /** Index of the row of this span, or -1. */
  public int rowOf(long spanId) {
    int index = spans.indexOf(spanId);
    return index < 0 ? -1 : rows.rowOfSpan()[index];
  }

  /** Index of the row that the critical path belongs to. */
  public int rootRow() {
    return rootRow;
  }

  /** The largest depth of a row; 0 where all are at the top. */
  public int maxDepth() {
    return maxDepth;
  }

  /** The largest self time first, then by name. */
  public List<ServiceShare> services() {
    return services;
  }

  /** Those of the summary and those that only the tree shows, in the order of their codes. */
  public List<TraceWarning> warnings() {
    return warnings;
  }

  TreeRows treeRows() {
    return rows;
  }

  long selfNanos(int row) {
    return selfNanos[row];
  }

  private final class RowList extends AbstractList<TraceRow> implements RandomAccess {
    @Override
    public TraceRow get(int index) {
      return row(index);
    }

    @Override
    public int size() {
      return TraceTree.this.size();
    }
  }
}
