package app.xquare.trace.store;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives commits their sequence numbers and searches their snapshots.
 *
 * <p>A number is the time in microseconds with ten low bits that replicas choose at random, so the
 * numbers of several replicas interleave by time without talking to each other. In one process the
 * promise is exact: everything acknowledged before {@link #snapshot()} is at or below it, and nothing
 * at or below it becomes visible later.
 */
public final class Sequence {
  private static final int LOW_BITS = 10;

  private final Clock clock;
  private long last;
  private long inFlight;

  /** @param last the largest number already used, see {@link TraceStore#lastSequence()} */
  public Sequence(Clock clock, long last) {
    this.clock = clock;
    this.last = last;
  }

  /** Reserves {@code count} numbers for one commit and returns the first. Until {@link #end} it is in flight. */
  public synchronized long begin(int count) {
    if (inFlight != 0) {
      throw new IllegalStateException("a commit is in flight already");
    }
    long first = Math.max(last + 1, now() | ThreadLocalRandom.current().nextLong(1 << LOW_BITS));
    last = first + count - 1;
    inFlight = first;
    return first;
  }

  /** The commit in flight was acknowledged, or failed. */
  public synchronized void end() {
    inFlight = 0;
  }

  /** The newest state that will look the same from now on. */
  public synchronized long snapshot() {
    if (inFlight != 0) {
      return inFlight - 1;
    }
    last = Math.max(last, now() | ((1 << LOW_BITS) - 1));
    return last;
  }

  /** When a number was given out, to the microsecond. */
  public static Instant time(long sequence) {
    long micros = sequence >>> LOW_BITS;
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  private long now() {
    Instant now = clock.instant();
    return (now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000) << LOW_BITS;
  }
}
