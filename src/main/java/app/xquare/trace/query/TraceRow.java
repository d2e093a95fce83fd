package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import java.util.List;
import java.util.Set;

/**
 * One span in its place in a {@link TraceTree}. Offsets and durations are nanoseconds; offsets count
 * from {@link TraceTree#startUnixNano()}.
 *
 * @param depth 0 at the top
 * @param parentRow index of the parent's row, or -1 at the top
 * @param descendantCount how many of the following rows are below this one
 * @param startOffsetNanos with {@code skewNanos} in it
 * @param skewNanos how much later than its own clock said the span is shown; zero or more
 * @param selfNanos the part of its duration in which none of its children ran
 * @param criticalPathNanos the sum of {@code criticalPath}
 * @param criticalPath the parts of its time that the end of the root waited for, by time
 * @param warnings those of the codes that are about one span: {@code MISSING_PARENT},
 *   {@code CLOCK_SKEW_ADJUSTED}, {@code CYCLE_BROKEN} and {@code CONFLICTING_SPAN_IDS}
 */
public record TraceRow(Span span, int depth, int parentRow, int childCount, int descendantCount,
    long startOffsetNanos, long skewNanos, long selfNanos, long criticalPathNanos,
    List<Segment> criticalPath, Set<WarningCode> warnings) {

  /** From the first up to the second offset. */
  public record Segment(long startOffsetNanos, long endOffsetNanos) {}

  public long durationNanos() {
    return span.durationNanos();
  }
}
