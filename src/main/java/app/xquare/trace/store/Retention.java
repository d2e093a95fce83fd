package app.xquare.trace.store;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes partitions: all that are past their time, then the oldest while the store is too large.
 * Today's is never deleted. Every replica may do it; deleting twice is harmless.
 */
final class Retention implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  /** Of what the store takes and what the disk has left, so much is for the embedded store. */
  private static final double SHARE_OF_DISK = 0.8;

  private final TraceStore store;
  private final StoreProperties properties;
  private final Clock clock;
  private @Nullable ScheduledExecutorService schedule;

  Retention(TraceStore store, StoreProperties properties, Clock clock) {
    this.store = store;
    this.properties = properties;
    this.clock = clock;
  }

  /** Deletes what is due now. */
  void sweep() {
    long total = 0;
    for (Partition partition : store.partitions()) {
      total += partition.bytes();
    }
    long limit = limit(total);
    Instant now = clock.instant();
    for (Partition partition : store.partitions()) {
      LocalDate day = day(partition.name());
      if (day == null || !day.isBefore(LocalDate.ofInstant(now, ZoneOffset.UTC))) {
        continue;
      }
      if (!keptUntil(day).isAfter(now)) {
        drop(partition, "age");
        total -= partition.bytes();
      } else if (total > limit) {
        drop(partition, "size");
        total -= partition.bytes();
      }
    }
    sweepDictionaries();
  }

  /**
   * A dictionary holds pieces of the spans it was made of, so it goes when they do: no partition that
   * is left was written while it was in use.
   */
  private void sweepDictionaries() {
    LocalDate oldest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (Partition partition : store.partitions()) {
      LocalDate day = day(partition.name());
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
    long usable = properties.mongoUri().isBlank() ? store.usableBytes() : Long.MAX_VALUE;
    return usable == Long.MAX_VALUE ? Long.MAX_VALUE : (long) ((total + usable) * SHARE_OF_DISK);
  }

  private void drop(Partition partition, String reason) {
    store.drop(partition.name());
    log.info("partition={} deleted reason={} fragments={} spans={} bytes={}", partition.name(),
        reason, partition.fragments(), partition.spans(), partition.bytes());
  }

  private static @Nullable LocalDate day(String name) {
    try {
      return LocalDate.parse(name, DateTimeFormatter.BASIC_ISO_DATE);
    } catch (DateTimeException notOurs) {
      return null;
    }
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("store-retention").factory());
    schedule = started;
    var _ = started.scheduleWithFixedDelay(this::sweepSafely, 0, 1, TimeUnit.MINUTES);
  }

  private void sweepSafely() {
    try {
      sweep();
    } catch (RuntimeException | Error e) {
      // An error that escaped would end the schedule.
      log.warn("deleting old partitions failed, the next try is in a minute", e);
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
