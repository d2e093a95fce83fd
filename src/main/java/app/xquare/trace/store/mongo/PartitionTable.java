package app.xquare.trace.store.mongo;

import app.xquare.trace.store.Partition;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.UncategorizedMongoDbException;
import org.springframework.data.mongodb.core.FindAndModifyOptions;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.CompoundIndexDefinition;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Which partitions there are, and between which starts their spans lie.
 *
 * <p>Readers skip a partition by its bounds, so the bounds are widened BEFORE a fragment is written.
 * They are rounded outwards to whole minutes: most commits find them wide enough, and cost no write.
 */
final class PartitionTable {
  private static final long ROUNDING_NANOS = 60_000_000_000L;

  private final MongoTemplate template;
  /** Bounds that the server has acknowledged. Theirs may be wider: other replicas write too. */
  private final Map<String, Bounds> acknowledged = new ConcurrentHashMap<>();

  private record Bounds(long min, long max, long incarnation) {
    boolean cover(long from, long to) {
      return min <= from && to <= max;
    }
  }

  PartitionTable(MongoTemplate template) {
    this.template = template;
  }

  /**
   * Makes the partition with its indexes if need be. On return spans between these starts may be written.
   *
   * @return a number that the partition keeps until it is dropped
   */
  long cover(String name, long minStart, long maxStart) {
    Bounds bounds = acknowledged.get(name);
    if (bounds != null && bounds.cover(minStart, maxStart)) {
      return bounds.incarnation;
    }
    if (bounds == null) {
      var indexes = template.indexOps(Layout.fragments(name));
      for (Layout.DeclaredIndex index : Layout.FRAGMENT_INDEXES) {
        indexes.createIndex(new CompoundIndexDefinition(index.keys()).named(index.name()));
      }
    }
    long min = roundDown(minStart);
    long max = roundUp(maxStart);
    Update widened = new Update().min(Layout.MIN_START, min).max(Layout.MAX_START, max)
        .inc(Layout.FRAGMENT_COUNT, 0L).inc(Layout.SPAN_COUNT, 0L)
        .setOnInsert(Layout.INCARNATION, newIncarnation());
    Document stored = template.findAndModify(byName(name), widened,
        FindAndModifyOptions.options().upsert(true).returnNew(true), Document.class,
        Layout.PARTITIONS);
    if (stored == null) {
      throw Failures.unavailable("make partition " + name, "it was dropped at once");
    }
    Bounds widest = new Bounds(stored.getLong(Layout.MIN_START), stored.getLong(Layout.MAX_START),
        number(stored, Layout.INCARNATION));
    acknowledged.put(name, widest);
    return widest.incarnation;
  }

  /**
   * Adds what was written to the figures. False if the partition was dropped meanwhile, and perhaps
   * begun again by another replica with bounds of its own: then nobody would find what was written.
   * Not journaled, since losing a count loses no span.
   */
  boolean count(String name, long incarnation, long fragments, long spans) {
    boolean present = Boolean.TRUE.equals(template.execute(Layout.PARTITIONS,
        collection -> collection.withWriteConcern(WriteConcern.W1)
            .updateOne(
                new Document(Layout.ID, name).append(Layout.INCARNATION, incarnation),
                Updates.combine(Updates.inc(Layout.FRAGMENT_COUNT, fragments),
                    Updates.inc(Layout.SPAN_COUNT, spans)))
            .getMatchedCount() == 1));
    if (!present) {
      acknowledged.remove(name);
    }
    return present;
  }

  /** Oldest first, without their sizes. */
  List<Partition> list() {
    return template
        .find(new Query().with(Sort.by(Layout.ID)), Document.class, Layout.PARTITIONS).stream()
        .map(stored -> new Partition(stored.getString(Layout.ID), stored.getLong(Layout.MIN_START),
            stored.getLong(Layout.MAX_START), stored.getLong(Layout.FRAGMENT_COUNT),
            stored.getLong(Layout.SPAN_COUNT), 0))
        .toList();
  }

  /** Those that may hold spans started between two times, both inclusive, oldest first. */
  List<Partition> between(long from, long to) {
    return list().stream().filter(partition -> partition.minStartUnixNano() <= to
        && partition.maxStartUnixNano() >= from).toList();
  }

  /** Space on disk of documents and indexes; zero where the server does not say. */
  long bytes(String name) {
    return collectionBytes(Layout.fragments(name)) + collectionBytes(Layout.catalog(name))
        + collectionBytes(Layout.implied(name));
  }

  /**
   * The row goes last: if this is cut short, the partition is still listed and can be dropped again.
   * First it becomes another incarnation, so that nobody relies on what is dropped.
   */
  void drop(String name) {
    template.updateFirst(byName(name), new Update().set(Layout.INCARNATION, newIncarnation()),
        Layout.PARTITIONS);
    template.dropCollection(Layout.fragments(name));
    template.dropCollection(Layout.catalog(name));
    template.dropCollection(Layout.implied(name));
    template.remove(byName(name), Layout.PARTITIONS);
    acknowledged.remove(name);
  }

  private long collectionBytes(String collection) {
    Document stats;
    try {
      stats = template.executeCommand(new Document("collStats", collection));
    } catch (UncategorizedMongoDbException unknownCommand) {
      return 0;
    }
    return number(stats, "storageSize") + number(stats, "totalIndexSize");
  }

  private static long number(Document stats, String field) {
    return stats.get(field) instanceof Number number ? number.longValue() : 0;
  }

  private static long newIncarnation() {
    return ThreadLocalRandom.current().nextLong();
  }

  private static Query byName(String name) {
    return new Query(Criteria.where(Layout.ID).is(name));
  }

  private static long roundDown(long time) {
    return time - Math.floorMod(time, ROUNDING_NANOS);
  }

  private static long roundUp(long time) {
    long up = roundDown(time) + (ROUNDING_NANOS - 1);
    return up < time ? Long.MAX_VALUE : up;
  }
}
