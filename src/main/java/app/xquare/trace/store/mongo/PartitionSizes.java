package app.xquare.trace.store.mongo;

import app.xquare.trace.store.Partition;
import com.google.common.collect.Lists;
import com.mongodb.MongoCommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Space on disk of documents and indexes. It is asked often, by health and by retention, so what a
 * partition takes is remembered while nothing is written to it.
 */
final class PartitionSizes {
  /** What is written is asked for at most so often. */
  static final Duration FRESH = Duration.ofSeconds(2);
  /** So long after the last commit the server has written its files. */
  static final Duration SETTLED = Duration.ofMinutes(2);
  /** Files change without commits too, if somebody has them compacted. */
  static final Duration AGAIN = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(PartitionSizes.class);
  /** A pipeline of a server may have a thousand stages, by default. */
  private static final int AT_ONCE = 100;
  private static final int NAMESPACE_NOT_FOUND = 26;
  private static final String STORAGE = "storageStats";
  private static final String DOCUMENTS = "storageSize";
  private static final String INDEXES = "totalIndexSize";
  private static final Document STATS = new Document("$collStats",
      new Document(STORAGE, new Document()));
  private static final Document SIZES = new Document("$project", new Document("ns", 1)
      .append(STORAGE + "." + DOCUMENTS, 1).append(STORAGE + "." + INDEXES, 1));

  private final MongoTemplate template;
  private final LongSupplier nanoTime;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  /** Whether the server is known to be one that cannot do it at once. */
  private volatile boolean oneByOne;
  private volatile boolean failing;

  /** @param since when the row was first seen like that */
  private record Known(PartitionTable.Row row, long since, long bytes, long measured) {
    boolean isDue(PartitionTable.Row now, long time) {
      long age = time - measured;
      if (!row.equals(now) || bytes == Partition.UNKNOWN_BYTES) {
        return age >= FRESH.toNanos();
      }
      boolean early = measured - since < SETTLED.toNanos();
      return age >= AGAIN.toNanos() || (early && time - since >= SETTLED.toNanos());
    }
  }

  PartitionSizes(MongoTemplate template, LongSupplier nanoTime) {
    this.template = template;
    this.nanoTime = nanoTime;
  }

  /** The partitions of these rows, of which {@link Partition#UNKNOWN_BYTES} is the size where the server does not say. */
  List<Partition> withSizes(List<PartitionTable.Row> rows) {
    known.keySet().retainAll(rows.stream().map(PartitionTable.Row::name).toList());
    long now = nanoTime.getAsLong();
    List<PartitionTable.Row> due = rows.stream().filter(row -> {
      Known before = known.get(row.name());
      return before == null || before.isDue(row, now);
    }).toList();
    Map<String, Long> sizes = new HashMap<>();
    known.forEach((name, one) -> sizes.put(name, one.bytes));
    if (!due.isEmpty()) {
      Map<String, Long> measured = measure(due.stream().map(PartitionTable.Row::name).toList());
      for (PartitionTable.Row row : due) {
        Known before = known.get(row.name());
        long since = before != null && before.row.equals(row) ? before.since : now;
        long bytes = measured.getOrDefault(row.name(), Partition.UNKNOWN_BYTES);
        known.put(row.name(), new Known(row, since, bytes, now));
        sizes.put(row.name(), bytes);
      }
    }
    return rows.stream().map(PartitionTable.Row::partition)
        .map(p -> new Partition(p.name(), p.minStartUnixNano(), p.maxStartUnixNano(),
            p.fragments(), p.spans(), sizes.getOrDefault(p.name(), Partition.UNKNOWN_BYTES)))
        .toList();
  }

  /** The sizes of partitions; without those that the server does not say. */
  private Map<String, Long> measure(List<String> partitions) {
    Map<String, Long> measured = new HashMap<>();
    try {
      Set<String> there = template.getDb().listCollectionNames().into(new HashSet<>());
      List<String> collections = partitions.stream().flatMap(PartitionSizes::collections)
          .filter(there::contains).toList();
      Map<String, Long> sizes = sizes(collections);
      for (String partition : partitions) {
        measured.put(partition, collections(partition)
            .mapToLong(collection -> sizes.getOrDefault(collection, 0L)).sum());
      }
      failing = false;
    } catch (MongoCommandException e) {
      if (!failing) {
        log.warn("the server does not say what partitions take, until it does none is deleted for"
            + " the size of the store", e);
      }
      failing = true;
    }
    return measured;
  }

  private static Stream<String> collections(String partition) {
    return Stream.of(Layout.fragments(partition), Layout.catalog(partition),
        Layout.implied(partition), Layout.filter(partition));
  }

  private Map<String, Long> sizes(List<String> collections) {
    if (oneByOne) {
      return oneByOne(collections);
    }
    Map<String, Long> sizes = new HashMap<>();
    try {
      Lists.partition(collections, AT_ONCE).forEach(some -> sizes.putAll(atOnce(some)));
      return sizes;
    } catch (MongoCommandException e) {
      // Whatever it was: if this succeeds, it was the aggregation.
      Map<String, Long> each = oneByOne(collections);
      oneByOne = e.getErrorCode() != NAMESPACE_NOT_FOUND;
      return each;
    }
  }

  private Map<String, Long> atOnce(List<String> collections) {
    List<Document> pipeline = new ArrayList<>(List.of(STATS, SIZES));
    for (String other : collections.subList(1, collections.size())) {
      pipeline.add(new Document("$unionWith",
          new Document("coll", other).append("pipeline", List.of(STATS, SIZES))));
    }
    String database = template.getDb().getName();
    // On a sharded cluster there is a row for each shard.
    return template.getCollection(collections.getFirst()).aggregate(pipeline)
        .into(new ArrayList<>()).stream()
        .collect(Collectors.groupingBy(
            row -> row.getString("ns").substring(database.length() + 1),
            Collectors.summingLong(row -> bytes(row.get(STORAGE, Document.class)))));
  }

  private Map<String, Long> oneByOne(List<String> collections) {
    Map<String, Long> sizes = new HashMap<>();
    for (String collection : collections) {
      sizes.put(collection,
          bytes(template.getDb().runCommand(new Document("collStats", collection))));
    }
    return sizes;
  }

  private static long bytes(Document stats) {
    return PartitionTable.number(stats, DOCUMENTS) + PartitionTable.number(stats, INDEXES);
  }
}
