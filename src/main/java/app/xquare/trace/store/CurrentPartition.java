package app.xquare.trace.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which partition the spans go to that arrive now: the newest part of the day. Safe for use by many
 * threads.
 */
public final class CurrentPartition {
  /** What was taken in before a change is committed within it. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final TraceStore store;
  private final Clock clock;
  private volatile @Nullable State state;
  /** The newest that was closed, with all that are older. */
  private volatile String closed = "";

  private record State(String name, LocalDate day, @Nullable String previous, Instant since) {
    State next(String nextName, LocalDate nextDay, Instant now) {
      return new State(nextName, nextDay, name, now);
    }
  }

  public CurrentPartition(TraceStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Its name. With the first span of a day the store is asked how far that day got.
   *
   * @throws app.xquare.trace.model.UnavailableException if it cannot be asked
   */
  public String name() {
    State known = state;
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return known != null && known.day().equals(today)
        ? known.name()
        // Not under the lock: an engine that is away keeps every caller waiting as long as one.
        : begin(today, newest(today, store.partitions()), now);
  }

  private synchronized String begin(LocalDate today, @Nullable String newest, Instant now) {
    State known = state;
    if (known != null && known.day().equals(today)) {
      return known.name();
    }
    String name = newest == null ? PartitionName.of(today) : newest;
    state = known == null
        ? new State(name, today, null, now)
        : known.next(name, today, now);
    return name;
  }

  /** Whether commits may go to it: not to what is deleted, or it would come back without its catalog. */
  public boolean takes(String partition) {
    State known = state;
    return partition.compareTo(closed) > 0 || (known != null && partition.equals(known.name()));
  }

  /** From now on neither it nor what is older takes commits. */
  public synchronized void close(String partition) {
    if (partition.compareTo(closed) > 0) {
      closed = partition;
    }
  }

  /** Whether commits are on their way to it: to the current one, and for a short time to the one before it. */
  boolean isWritten(String partition) {
    State known = state;
    return known == null || partition.equals(known.name())
        || (partition.equals(known.previous())
            && clock.instant().isBefore(known.since().plus(GRACE)));
  }

  /**
   * Goes on to the next part if the current one is full; also where another replica did.
   *
   * @param partitions as the store lists them now
   * @param full in bytes
   */
  void advance(List<Partition> partitions, long full) {
    String now = name();
    synchronized (this) {
      State known = state;
      if (known == null || !known.name().equals(now)) {
        return;
      }
      String newest = newest(known.day(), partitions);
      String next = newest == null || newest.compareTo(now) < 0 ? now : newest;
      for (Partition partition : partitions) {
        if (partition.name().equals(next) && partition.bytes() >= full) {
          next = PartitionName.next(next);
          break;
        }
      }
      if (!next.equals(now)) {
        state = known.next(next, known.day(), clock.instant());
      }
    }
  }

  /** Goes on to the next part: the current one cannot be written any more. */
  public synchronized void leave(String partition) {
    State known = state;
    if (known != null && known.name().equals(partition)) {
      state = known.next(PartitionName.next(partition), known.day(), clock.instant());
    }
  }

  private static @Nullable String newest(LocalDate day, List<Partition> partitions) {
    return partitions.stream().map(Partition::name)
        .filter(name -> day.equals(PartitionName.day(name))).max(Comparator.naturalOrder())
        .orElse(null);
  }
}
