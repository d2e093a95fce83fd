package app.xquare.trace.query;

import app.xquare.trace.model.SpanKind;
import java.util.Locale;

/**
 * One call path in two traces: the spans whose service, operation and kind, and those of all spans
 * above them, are the same.
 *
 * @param depth 0 at the top
 * @param parent index of the path one step shorter in {@link TraceDiff#paths()}, or -1 at the top
 * @param service of the last step, as are {@code operation} and {@code kind}
 * @param a the spans of the first trace on this path
 * @param b those of the second
 */
public record PathDiff(int depth, int parent, String service, String operation, SpanKind kind,
    Figures a, Figures b) {
  /** From which part of the larger average duration on a difference counts as a change. */
  public static final double TOLERANCE = 0.1;

  /** How a path differs between the first trace, a, and the second, b. */
  public enum Change {
    SAME,
    CHANGED,
    ONLY_IN_A,
    ONLY_IN_B;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As the API spells it: {@code only_in_a}. */
    public String text() {
      return text;
    }
  }

  /**
   * Spans of one trace on one path together, all zero where there are none.
   *
   * @param durationNanos the sum of their durations
   * @param selfNanos the sum of their self times, see {@link TraceRow#selfNanos()}
   */
  public record Figures(int count, int errorCount, long durationNanos, long selfNanos) {
    public long averageDurationNanos() {
      return count == 0 ? 0 : durationNanos / count;
    }
  }

  /**
   * On a path that both traces have, {@code CHANGED} means another number of spans or of errors, or
   * average durations that differ by more than {@link #TOLERANCE} of the larger: two runs of the
   * same request never take equally long.
   */
  public Change change() {
    if (b.count == 0) {
      return Change.ONLY_IN_A;
    }
    if (a.count == 0) {
      return Change.ONLY_IN_B;
    }
    long averageA = a.averageDurationNanos();
    long averageB = b.averageDurationNanos();
    boolean changed = a.count != b.count || a.errorCount != b.errorCount
        || Math.abs(averageA - averageB) > TOLERANCE * Math.max(averageA, averageB);
    return changed ? Change.CHANGED : Change.SAME;
  }
}
