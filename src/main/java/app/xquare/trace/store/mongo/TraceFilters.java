package app.xquare.trace.store.mongo;

import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Tokens;
import app.xquare.trace.store.TraceIdFilter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Says which partitions may hold a trace. A filter is kept in memory by the number that the
 * partition's row named, and asked only while the row still names it.
 *
 * <p>Filters are read in the background and lie outside of the heap. Since each look-up asks all of
 * them, none makes room for another: those that do not fit are not read.
 */
final class TraceFilters implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceFilters.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final long ROOM_WORDS = (128 << 20) / Long.BYTES;

  private final PartitionTable partitions;
  private final FilterTable table;
  private final FilterMaking making;
  private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
  /** The number of the filter that was found damaged. */
  private final Map<String, Long> damaged = new HashMap<>();
  private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("mongo-filters").factory());
  private boolean failing;

  private record Loaded(long number, TraceIdFilter filter) {}

  TraceFilters(MongoTemplate template, PartitionTable partitions) {
    this.partitions = partitions;
    this.table = new FilterTable(template);
    this.making = new FilterMaking(template, partitions, table);
  }

  void start() {
    var _ = background.scheduleWithFixedDelay(this::safely, FIRST.toMillis(), EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  static long key(byte[] traceId) {
    return Tokens.hash(traceId, 0, traceId.length);
  }

  /** @param rows read after the look-up began */
  List<PartitionTable.Row> mayHold(List<PartitionTable.Row> rows, TraceId traceId) {
    long key = key(traceId.toBytes());
    return rows.stream().filter(row -> {
      Loaded known = loaded.get(row.name());
      return known == null || known.number != row.filter() || known.filter.mayHold(key);
    }).toList();
  }

  private void safely() {
    try {
      see(System.nanoTime());
      failing = false;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      // An error that escaped would end the schedule.
      if (!failing && !background.isShutdown()) {
        log.warn("filters of traces cannot be read or made, look-ups by trace id visit more", e);
      }
      failing = true;
    }
  }

  /**
   * Reads the filters that there are, and makes those of partitions that are not written any more. The
   * newest is never taken for one.
   *
   * @param now as {@link System#nanoTime} gives it
   */
  synchronized void see(long now) throws InterruptedException {
    List<PartitionTable.Row> rows = partitions.rows();
    Set<String> names = rows.stream().map(PartitionTable.Row::name)
        .collect(Collectors.toUnmodifiableSet());
    loaded.keySet().retainAll(names);
    damaged.keySet().retainAll(names);
    making.retain(names);
    Map<PartitionTable.Row, Duration> lacking = new LinkedHashMap<>();
    for (PartitionTable.Row row : rows) {
      Duration quiet = read(row);
      if (quiet != null && !row.name().equals(rows.getLast().name())) {
        lacking.put(row, quiet);
      }
    }
    for (Map.Entry<PartitionTable.Row, Duration> row : lacking.entrySet()) {
      making.step(row.getKey(), row.getValue(), now);
    }
  }

  /**
   * Reads the filter that a row names.
   *
   * @return null if there is one, otherwise how long the row must have been like this to make one
   */
  private @Nullable Duration read(PartitionTable.Row row) {
    if (row.filter() <= PartitionTable.Row.WRITTEN_AGAIN) {
      loaded.remove(row.name());
      return row.filter() == PartitionTable.Row.NO_FILTER
          ? FilterMaking.QUIET
          : FilterMaking.LONG_QUIET;
    }
    Loaded known = loaded.get(row.name());
    if (known != null && known.number == row.filter()) {
      return null;
    }
    loaded.remove(row.name());
    if (Long.valueOf(row.filter()).equals(damaged.get(row.name()))) {
      return FilterMaking.QUIET;
    }
    long words = table.words(row);
    if (words <= 0) {
      return FilterMaking.LONG_QUIET;
    }
    if (words <= ROOM_WORDS - inUse()) {
      TraceIdFilter filter = table.read(row, words);
      if (filter == null) {
        damaged.put(row.name(), row.filter());
        log.warn("partition={} has a damaged filter, until it is made anew look-ups visit it",
            row.name());
        return FilterMaking.QUIET;
      }
      loaded.put(row.name(), new Loaded(row.filter(), filter));
    }
    return null;
  }

  private long inUse() {
    return loaded.values().stream()
        .mapToLong(known -> known.filter.words().byteSize() / Long.BYTES).sum();
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
