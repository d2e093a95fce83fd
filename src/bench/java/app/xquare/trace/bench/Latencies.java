package app.xquare.trace.bench;

import java.util.Arrays;

/** Durations, kept whole, so that percentiles are exact. For one thread at a time. */
final class Latencies {
  private long[] nanos = new long[1_024];
  private int count;

  synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  synchronized void add(Latencies others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  synchronized int count() {
    return count;
  }

  /** In milliseconds. */
  synchronized double percentile(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, Math.ceil(count * percent / 100) - 1)] / 1e6;
  }
}
