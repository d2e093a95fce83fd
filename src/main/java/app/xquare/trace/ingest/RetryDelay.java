package app.xquare.trace.ingest;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When senders that were not taken should come back: soon at first, later the longer the store does
 * not keep up. Told to wait as long again as it has lasted, a sender's attempts double their distance,
 * so that its tenth is minutes after its first, however many others there are. Safe for use by many
 * threads.
 */
final class RetryDelay {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  /** Receivers add up to half of it, so that not all come back at once: half a minute then. */
  static final Duration LONGEST = Duration.ofSeconds(20);
  /** Senders come back sooner, so what follows such a silence is another matter. */
  private static final long FORGOTTEN_NANOS = Duration.ofMinutes(2).toNanos();

  private final LongSupplier nanoTime;
  private volatile boolean behind;
  private long since;
  private long last;

  RetryDelay(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Somebody was not taken. */
  synchronized Duration next() {
    long now = nanoTime.getAsLong();
    if (!behind || now - last > FORGOTTEN_NANOS) {
      since = now;
      behind = true;
    }
    last = now;
    Duration lasted = Duration.ofNanos(now - since);
    if (lasted.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return lasted.compareTo(LONGEST) < 0 ? lasted : LONGEST;
  }

  /** The store keeps up again. */
  void over() {
    // Asked at every commit, and nearly always nothing is to be done.
    if (behind) {
      end();
    }
  }

  private synchronized void end() {
    behind = false;
  }
}
