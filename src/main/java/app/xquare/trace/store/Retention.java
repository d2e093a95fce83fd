package app.xquare.trace.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes partitions: all that are past their time, then the oldest while the store is too large. What
 * is being written is never deleted: so that the limit holds within a day too, a day is written in
 * parts, each a fraction of the limit. Has the next day prepared before it begins. Every replica may
 * do it; deleting twice is harmless.
 */
final class Retention implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  /** Of what the store takes and what the disk has left, so much is for the embedded store. */
  private static final double SHARE_OF_DISK = 0.8;
  /** How many parts the limit has room for. */
  private static final int PARTS = 16;
  /**
   * An eighth of the limit is left free. Until the next look it may be filled, and a part that is
   * merged is there twice for a moment.
   */
  private static final int ROOM = 8;
  /** What the embedded engine's log and buffers may grow by meanwhile does not depend on the limit. */
  private static final long LEAST_ROOM = 128L << 20;
  /** But of a small limit most is for spans. */
  private static final int MOST_ROOM = 4;
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final Duration AHEAD = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final TraceStore store;
  private final CurrentPartition current;
  private final StoreProperties properties;
  private final Clock clock;
  private @Nullable ScheduledExecutorService schedule;

  Retention(TraceStore store, CurrentPartition current, StoreProperties properties, Clock clock) {
    this.store = store;
    this.current = current;
    this.properties = properties;
    this.clock = clock;
  }

  /** Deletes what is due now. */
  void sweep() {
    for (Partition partition : droppable(store.partitions())) {
      LocalDate day = PartitionName.day(partition.name());
      if (day != null && !keptUntil(day).isAfter(clock.instant())) {
        drop(partition, "age");
      }
    }
    keepWithinLimit();
    sweepDictionaries();
    prepareNextDay();
  }

  /** So that the first commit of a day does not wait until its partition is made. */
  private void prepareNextDay() {
    Instant now = clock.instant();
    LocalDate soon = LocalDate.ofInstant(now.plus(AHEAD), ZoneOffset.UTC);
    if (soon.isAfter(LocalDate.ofInstant(now, ZoneOffset.UTC))) {
      store.prepare(PartitionName.of(soon));
    }
  }

  /**
   * Deletes what is too much, and begins another part where the current one has grown large. Does
   * nothing while a size is unknown: it is not zero.
   */
  void keepWithinLimit() {
    if (properties.maxSize().toBytes() == 0 && !properties.mongoUri().isBlank()) {
      return;
    }
    List<Partition> partitions = store.partitions();
    if (partitions.stream().anyMatch(Partition::hasUnknownSize)) {
      return;
    }
    long total = store.logBytes();
    for (Partition partition : partitions) {
      total += partition.bytes();
    }
    long limit = limit(total);
    if (limit == Long.MAX_VALUE) {
      return;
    }
    for (Partition partition : droppable(partitions)) {
      if (total > limit - room(limit)) {
        drop(partition, "size");
        total -= partition.bytes();
      }
    }
    current.advance(partitions, limit / PARTS);
  }

  private static long room(long limit) {
    return Math.max(limit / ROOM, Math.min(limit / MOST_ROOM, LEAST_ROOM));
  }

  /** Oldest first. */
  private List<Partition> droppable(List<Partition> partitions) {
    String written = current.name();
    List<Partition> older = new ArrayList<>();
    for (Partition partition : partitions) {
      if (PartitionName.day(partition.name()) != null
          && partition.name().compareTo(written) < 0) {
        if (current.isWritten(partition.name())) {
          // What is newer stays too.
          break;
        }
        older.add(partition);
      }
    }
    return older;
  }

  /**
   * A dictionary holds pieces of the spans it was made of, so it goes when they do: no partition that
   * is left was written while it was in use.
   */
  private void sweepDictionaries() {
    LocalDate oldest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (Partition partition : store.partitions()) {
      LocalDate day = PartitionName.day(partition.name());
      oldest = day == null || oldest.isBefore(day) ? oldest : day;
    }
    Instant kept = oldest.atStartOfDay(ZoneOffset.UTC).toInstant();
    for (int id : store.dictionaries()) {
      if (DictionaryIds.isLearned(id) && DictionaryIds.usedUntil(id).isBefore(kept)) {
        store.dropDictionary(id);
        log.info("dictionary={} deleted", id);
      }
    }
  }

  /** The last span of a day may have arrived at its end. */
  private Instant keptUntil(LocalDate day) {
    return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(properties.retention());
  }

  private long limit(long total) {
    long configured = properties.maxSize().toBytes();
    if (configured > 0) {
      return configured;
    }
    long usable = store.usableBytes();
    return usable == Long.MAX_VALUE ? Long.MAX_VALUE : (long) ((total + usable) * SHARE_OF_DISK);
  }

  private void drop(Partition partition, String reason) {
    current.close(partition.name());
    store.drop(partition.name());
    log.info("partition={} deleted reason={} fragments={} spans={} bytes={}", partition.name(),
        reason, partition.fragments(), partition.spans(), partition.bytes());
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("store-retention").factory());
    schedule = started;
    every(SWEEP, started, this::sweep);
    every(LOOK, started, this::keepWithinLimit);
  }

  private static void every(Duration time, ScheduledExecutorService schedule, Runnable step) {
    var _ = schedule.scheduleWithFixedDelay(() -> safely(step), 0, time.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void safely(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      // An error that escaped would end the schedule.
      log.warn("deleting old partitions failed, it is tried again", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (schedule != null) {
      schedule.close();
      schedule = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return schedule != null;
  }
}
