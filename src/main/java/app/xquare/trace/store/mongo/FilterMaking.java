package app.xquare.trace.store.mongo;

import app.xquare.trace.store.Partition;
import app.xquare.trace.store.TraceIdFilter;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Makes filters of traces. Whoever saw a partition unchanged for long enough writes the number of a new
 * filter into its row, then reads the traces. From the first of these steps on every commit takes the
 * number away before it is acknowledged, so what the reading may have missed makes the filter void.
 * Nothing depends on who sees what when: times only say when it is worth the work.
 *
 * <p>For one thread. Times are those of {@link System#nanoTime}.
 */
final class FilterMaking {
  /** A partition that gets nothing for so long is taken for over. */
  static final Duration QUIET = Duration.ofMinutes(10);
  /** The same of one that was taken for over before; and until a filter that somebody began is given up. */
  static final Duration LONG_QUIET = Duration.ofHours(1);
  /**
   * The row and the fragments may lie on different shards, of which one's primary was deposed and does
   * not know it yet. That takes it some ten seconds.
   */
  static final Duration SETTLED = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(FilterMaking.class);
  private static final int PAGE = 10_000;
  private static final long PAGE_SECONDS = 50;
  /** Of one filter. Where there are more traces than it is made for, it lets more of the others pass. */
  private static final long MAX_WORDS = 1 << 23;
  /** What their number is rounded up to, so that it can be halved. */
  private static final long HALVINGS = 1 << 4;
  private static final Document ONLY_TRACES = new Document(Layout.TRACE, 1).append(Layout.ID, 0);

  private final MongoTemplate template;
  private final PartitionTable partitions;
  private final FilterTable filters;
  private final Recount recount;
  private final Map<String, Seen> seen = new HashMap<>();

  /** @param since when it was first seen like that */
  private record Seen(PartitionTable.Row row, boolean claimed, long since) {
    boolean longer(Duration time, long now) {
      return now - since >= time.toNanos();
    }
  }

  private record Found(long traces, long fragments) {}

  FilterMaking(MongoTemplate template, PartitionTable partitions, FilterTable filters) {
    this.template = template;
    this.partitions = partitions;
    this.filters = filters;
    this.recount = new Recount(template, partitions);
  }

  void retain(Set<String> names) {
    seen.keySet().retainAll(names);
  }

  /**
   * Does what is due for a partition that has no filter.
   *
   * @param quiet how long its row must have been like this
   */
  void step(PartitionTable.Row row, Duration quiet, long now) throws InterruptedException {
    Seen before = seen.get(row.name());
    if (before == null || !before.row.equals(row)) {
      seen.put(row.name(), new Seen(row, false, now));
    } else if (before.claimed) {
      if (before.longer(SETTLED, now)) {
        seen.put(row.name(), new Seen(row, false, now));
        make(row);
      }
    } else if (before.longer(quiet, now)) {
      PartitionTable.Row claimed = partitions.claim(row);
      if (claimed != null) {
        seen.put(row.name(), new Seen(claimed, true, now));
      }
    }
  }

  private void make(PartitionTable.Row row) throws InterruptedException {
    Partition partition = row.partition();
    long words = Math.min(TraceIdFilter.words(partition.fragments()), MAX_WORDS);
    try (Arena arena = Arena.ofConfined()) {
      TraceIdFilter filter = TraceIdFilter.of(
          arena.allocate((words + HALVINGS - 1) / HALVINGS * HALVINGS * Long.BYTES, Long.BYTES));
      Found found = addTraces(row, filter);
      if (!partitions.counts(row)) {
        return;
      }
      if (found.fragments != partition.fragments()) {
        recount.of(row);
      }
      TraceIdFilter fitted = filter.fitted(found.traces);
      filters.write(row, fitted);
      if (!partitions.counts(row)) {
        // Perhaps there is no such partition any more: nobody would delete this.
        filters.drop(row.name());
        return;
      }
      log.info("partition={} has a filter traces={} bytes={}", row.name(), found.traces,
          fitted.words().byteSize());
    }
  }

  /**
   * Adds the traces of all fragments that were there when it began, from the index alone, page by page:
   * the next one begins behind those that were read of the last trace.
   * Between pages it is as long idle as the server was busy.
   */
  private Found addTraces(PartitionTable.Row row, TraceIdFilter filter)
      throws InterruptedException {
    MongoCollection<BsonDocument> fragments = template.getDb()
        .getCollection(Layout.fragments(row.name()), BsonDocument.class);
    long traces = 0;
    long all = 0;
    BsonBinary last = null;
    int ofLast = 0;
    while (true) {
      long begin = System.nanoTime();
      Bson rest = last == null ? new Document() : Filters.gte(Layout.TRACE, last);
      int found = 0;
      for (BsonDocument fragment : fragments.find(rest).projection(ONLY_TRACES)
          .sort(Layout.BY_TRACE.keys()).hintString(Layout.BY_TRACE.name())
          .skip(ofLast).limit(PAGE)
          .maxTime(PAGE_SECONDS, TimeUnit.SECONDS)) {
        BsonBinary trace = fragment.getBinary(Layout.TRACE);
        if (!trace.equals(last)) {
          filter.add(TraceFilters.key(trace.getData()));
          traces++;
          last = trace;
          ofLast = 0;
        }
        ofLast++;
        found++;
      }
      all += found;
      if (found < PAGE) {
        return new Found(traces, all);
      }
      TimeUnit.NANOSECONDS.sleep(System.nanoTime() - begin);
    }
  }
}
