package app.xquare.trace.store.mongo;

import app.xquare.trace.store.Partition;
import app.xquare.trace.store.PartitionName;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.time.LocalDate;
import java.time.Period;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
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

  private static final FindOneAndUpdateOptions WIDENED = new FindOneAndUpdateOptions()
      .upsert(true).returnDocument(ReturnDocument.AFTER);

  private static final Period STILL_WRITTEN = Period.ofDays(3);

  private final MongoTemplate template;
  /** The newest whose collections and indexes were made ahead. */
  private volatile String prepared = "";
  /** Bounds that the server has acknowledged. Theirs may be wider: other replicas write too. */
  private final Map<String, Bounds> acknowledged = new ConcurrentHashMap<>();

  private record Bounds(long min, long max, long incarnation) {
    boolean cover(long from, long to) {
      return min <= from && to <= max;
    }
  }

  /**
   * What is known of a partition.
   *
   * @param partition without its size
   * @param filter the number of the filter of traces that counts, perhaps not made yet
   */
  record Row(Partition partition, long incarnation, long filter) {
    /** None was ever begun. */
    static final long NO_FILTER = -1;
    /** There was one, or one was begun, before the last commit. */
    static final long WRITTEN_AGAIN = 0;

    String name() {
      return partition.name();
    }

    Row withFilter(long number) {
      return new Row(partition, incarnation, number);
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
    if (bounds == null && !name.equals(prepared)) {
      createIndexes(name);
    }
    long min = roundDown(minStart);
    long max = roundUp(maxStart);
    Bson widened = Updates.combine(Updates.min(Layout.MIN_START, min),
        Updates.max(Layout.MAX_START, max), Updates.inc(Layout.FRAGMENT_COUNT, 0L),
        Updates.inc(Layout.SPAN_COUNT, 0L),
        Updates.setOnInsert(Layout.INCARNATION, newIncarnation()));
    // Not by the template: it sends an empty projection along, which some servers refuse.
    Document stored = template.execute(Layout.PARTITIONS,
        rows -> rows.findOneAndUpdate(Filters.eq(name), widened, WIDENED));
    if (stored == null) {
      throw Failures.unavailable("make partition " + name, "it was dropped at once");
    }
    Bounds widest = new Bounds(stored.getLong(Layout.MIN_START), stored.getLong(Layout.MAX_START),
        number(stored, Layout.INCARNATION));
    acknowledged.put(name, widest);
    return widest.incarnation;
  }

  /**
   * Makes the collections of a partition that is written to later, and takes away those of earlier days
   * that nothing was ever written to. Without a row nobody reads them.
   */
  void prepare(String name) {
    if (name.equals(prepared)) {
      return;
    }
    createIndexes(name);
    Set<String> there = template.getDb().listCollectionNames().into(new HashSet<>());
    if (!there.contains(Layout.catalog(name))) {
      template.getDb().createCollection(Layout.catalog(name));
    }
    prepared = name;
    dropUnused(name, there);
  }

  /** Not those of the last days: a replica may be about to write to them. */
  private void dropUnused(String name, Set<String> there) {
    LocalDate day = PartitionName.day(name);
    Set<String> written = rows().stream().map(Row::name).collect(Collectors.toUnmodifiableSet());
    for (String collection : there) {
      String partition = collection.substring(collection.indexOf('_') + 1);
      LocalDate other = PartitionName.day(partition);
      if (day != null && other != null && other.isBefore(day.minus(STILL_WRITTEN))
          && !written.contains(partition)
          && (collection.equals(Layout.fragments(partition))
              || collection.equals(Layout.catalog(partition)))
          && template.getCollection(collection).find().first() == null) {
        template.dropCollection(collection);
      }
    }
  }

  private void createIndexes(String name) {
    List<IndexModel> indexes = Layout.FRAGMENT_INDEXES.stream().map(
        index -> new IndexModel(index.keys(), new IndexOptions().name(index.name()))).toList();
    template.execute(Layout.fragments(name), fragments -> fragments.createIndexes(indexes));
  }

  /**
   * Adds what was written, and from now on no filter of traces counts that was not made of it. False
   * if the partition was dropped meanwhile, and perhaps begun again by another replica with bounds of
   * its own: then nobody would find what was written.
   *
   * <p>In a row that never named a filter it is not journaled: losing a count loses no span, it is put
   * right when the filter is made ({@link #recount}), and a filter that is begun later is made of what
   * is written already. Once named, the filter's place never becomes empty again, so that a failover
   * cannot bring back one that this took for void.
   */
  boolean count(String name, long incarnation, long fragments, long spans) {
    Document row = new Document(Layout.ID, name).append(Layout.INCARNATION, incarnation);
    Document unfiltered = new Document(row).append(Layout.FILTER, null);
    Bson more = Updates.combine(Updates.inc(Layout.FRAGMENT_COUNT, fragments),
        Updates.inc(Layout.SPAN_COUNT, spans));
    Bson andNoFilter = Updates.combine(more, Updates.set(Layout.FILTER, Row.WRITTEN_AGAIN));
    boolean present = Boolean.TRUE.equals(template.execute(Layout.PARTITIONS,
        rows -> rows.withWriteConcern(WriteConcern.W1).updateOne(unfiltered, more)
            .getMatchedCount() == 1 || rows.updateOne(row, andNoFilter).getMatchedCount() == 1));
    if (!present) {
      acknowledged.remove(name);
    }
    return present;
  }

  /**
   * Gives an unchanged row the number of a filter that is to be made. On return no commit is
   * acknowledged without taking it away again.
   *
   * @return null if the row has changed
   */
  @Nullable
  Row claim(Row row) {
    Row claimed = row.withFilter(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    Document unchanged = new Document(Layout.ID, row.name())
        .append(Layout.INCARNATION, row.incarnation())
        .append(Layout.FRAGMENT_COUNT, row.partition().fragments())
        .append(Layout.FILTER, row.filter() == Row.NO_FILTER ? null : row.filter());
    boolean done = Boolean.TRUE.equals(template.execute(Layout.PARTITIONS, rows -> rows
        .updateOne(unchanged, Updates.set(Layout.FILTER, claimed.filter()))
        .getMatchedCount() == 1));
    return done ? claimed : null;
  }

  /** Puts right what a row counts, unless something was written since. */
  void recount(Row row, long fragments, long spans) {
    Document unchanged = new Document(Layout.ID, row.name())
        .append(Layout.INCARNATION, row.incarnation())
        .append(Layout.FRAGMENT_COUNT, row.partition().fragments())
        .append(Layout.FILTER, row.filter());
    template.execute(Layout.PARTITIONS,
        rows -> rows.updateOne(unchanged,
            Updates.combine(Updates.set(Layout.FRAGMENT_COUNT, fragments),
                Updates.set(Layout.SPAN_COUNT, spans))));
  }

  /** Whether this is still the filter that counts. */
  boolean counts(Row row) {
    return template.getCollection(Layout.PARTITIONS)
        .find(new Document(Layout.ID, row.name()).append(Layout.FILTER, row.filter()))
        .projection(new Document(Layout.ID, 1)).first() != null;
  }

  /** Oldest first. */
  List<Row> rows() {
    return template
        .find(new Query().with(Sort.by(Layout.ID)), Document.class, Layout.PARTITIONS).stream()
        .map(stored -> new Row(
            new Partition(stored.getString(Layout.ID), stored.getLong(Layout.MIN_START),
                stored.getLong(Layout.MAX_START), stored.getLong(Layout.FRAGMENT_COUNT),
                stored.getLong(Layout.SPAN_COUNT), 0),
            number(stored, Layout.INCARNATION),
            stored.containsKey(Layout.FILTER) ? number(stored, Layout.FILTER) : Row.NO_FILTER))
        .toList();
  }

  /** Oldest first, without their sizes. */
  List<Partition> list() {
    return rows().stream().map(Row::partition).toList();
  }

  /** Those that may hold spans started between two times, both inclusive, oldest first. */
  List<Partition> between(long from, long to) {
    return list().stream().filter(partition -> partition.minStartUnixNano() <= to
        && partition.maxStartUnixNano() >= from).toList();
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
    template.dropCollection(Layout.filter(name));
    template.remove(byName(name), Layout.PARTITIONS);
    acknowledged.remove(name);
    if (name.equals(prepared)) {
      prepared = "";
    }
  }

  /** Zero where there is none. */
  static long number(Document document, String field) {
    return document.get(field) instanceof Number number ? number.longValue() : 0;
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
