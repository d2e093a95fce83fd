package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A look-up by trace id asks the partitions that may hold the trace, on every replica, and never misses one. */
class MongoTraceFiltersIT {
  private static final List<String> PARTITIONS = IntStream.range(0, 12)
      .mapToObj(i -> String.format(Locale.ROOT, "202611%02d", i + 10)).toList();
  private static final String FIRST = PARTITIONS.getFirst();
  private static final String LAST = PARTITIONS.getLast();
  private static final int TRACES = 100;
  private static final int LOOK_UPS = Counts.sample(200, 400);
  /** The filters are made for one of a hundred. */
  private static final double WRONG = 0.02;

  private final Fragments fragments = new Fragments(8);
  private final Map<String, List<Fragment>> written = new TreeMap<>();
  private final InProcessMongo server = new InProcessMongo();
  private final QueryShapes shapes = new QueryShapes();
  private final Replica maker = new Replica(server.uri("filters"), shapes);
  private final QueryShapes otherShapes = new QueryShapes();
  private final Replica other = new Replica(server.uri("filters"), otherShapes);

  @BeforeEach
  void write() {
    PARTITIONS.forEach(name -> write(maker, name, TRACES));
  }

  @AfterEach
  void close() {
    maker.close();
    other.close();
    server.close();
  }

  @Test
  void asksOnlyWhatMayHoldTheTrace() {
    assertThat(asked(other, otherShapes)).as("no filters").isEqualTo(LOOK_UPS * PARTITIONS.size());
    maker.makeFilters();
    other.look();

    assertAsksFew(maker, shapes);
    assertAsksFew(other, otherShapes);
  }

  private void assertAsksFew(Replica replica, QueryShapes commands) {
    int lists = finds(commands, Layout.PARTITIONS);
    assertThat(asked(replica, commands)).as("the newest, and what passes").isBetween(LOOK_UPS,
        LOOK_UPS + passed(PARTITIONS.size() - 1));
    assertThat(finds(commands, Layout.PARTITIONS) - lists).isEqualTo(LOOK_UPS);
    assertEverythingIsFound(replica);
    assertThat(commands.unanswered()).isEmpty();
  }

  /** A trace has several fragments, and its fragments lie on both sides of where a page ends. */
  @Test
  void readsTracesPageByPage() {
    List<Fragment> many = new ArrayList<>();
    for (long trace = 1; trace <= 9_000; trace++) {
      for (int i = 0; i < 3; i++) {
        many.add(fragments.with(new TraceId(trace << 40, trace), NOON, NOON, 1, 1, new byte[0]));
      }
    }
    maker.append("20261101", Replica.array(many));
    maker.makeFilters();

    assertThat(asked(maker, shapes)).isBetween(LOOK_UPS, LOOK_UPS + passed(PARTITIONS.size()));
    for (int i = 0; i < many.size(); i += 997) {
      assertThat(maker.store.fragments(many.get(i).traceId(), Long.MAX_VALUE)).hasSize(3);
    }
    assertThat(document("filter_20261101").get("w", Long.class))
        .as("ten to twenty bits a trace, not a fragment")
        .isBetween(9_000 * 10L / 64, 9_000 * 20L / 64);
    assertThat(shapes.unanswered()).isEmpty();
  }

  @Test
  void whatComesLateIsFoundAtOnceByAllAndWithTheNextFilter() {
    maker.makeFilters();
    other.look();
    write(other, FIRST, 50);
    assertEverythingIsFound(maker);
    assertEverythingIsFound(other);
    assertThat(asked(maker, shapes)).isGreaterThanOrEqualTo(2 * LOOK_UPS);

    write(maker, FIRST, 50);
    assertEverythingIsFound(other);
    other.makeFilters();
    maker.look();
    assertEverythingIsFound(maker);
    assertEverythingIsFound(other);
    assertThat(asked(maker, shapes)).isLessThan(LOOK_UPS + passed(PARTITIONS.size() - 1));
  }

  @Test
  void whatIsWrittenGetsNone() {
    for (int i = 0; i < 2 * Replica.LOOKS; i++) {
      maker.look();
      write(other, FIRST, 1);
    }
    assertEverythingIsFound(maker);
    assertThat(asked(maker, shapes)).isBetween(2 * LOOK_UPS,
        2 * LOOK_UPS + passed(PARTITIONS.size() - 2));
  }

  /** What one began and did not end, because it was stopped, is made by another. */
  @Test
  void anotherReplicaMakesWhatOneGaveUp() {
    maker.look();
    maker.look();
    other.look();
    assertThat(asked(other, otherShapes)).isEqualTo(LOOK_UPS * PARTITIONS.size());
    assertEverythingIsFound(other);
    other.makeFilters();
    assertThat(asked(other, otherShapes)).isLessThan(LOOK_UPS + passed(PARTITIONS.size() - 1));
    assertEverythingIsFound(other);
    // The first goes on where it was.
    maker.look();
    maker.look();
    assertThat(asked(maker, shapes)).isLessThan(LOOK_UPS + passed(PARTITIONS.size() - 1));
    assertEverythingIsFound(maker);
  }

  @Test
  void withADamagedFilterThePartitionIsAskedUntilThereIsAnother() {
    maker.makeFilters();
    try (MongoClient client = MongoClients.create(server.uri("filters"))) {
      client.getDatabase("filters").getCollection(Layout.filter(FIRST)).updateOne(new Document(),
          Document.parse("{$set: {b: 'text'}}"));
      client.getDatabase("filters").getCollection(Layout.filter(PARTITIONS.get(1))).drop();
    }
    other.look();
    assertThat(asked(other, otherShapes)).isBetween(3 * LOOK_UPS,
        3 * LOOK_UPS + passed(PARTITIONS.size() - 3));
    assertEverythingIsFound(other);

    other.makeFilters();
    assertThat(asked(other, otherShapes)).isLessThan(LOOK_UPS + passed(PARTITIONS.size() - 1));
    assertEverythingIsFound(other);
  }

  @Test
  void aFilterGoesWithItsPartitionAndCountsForNoOtherOfItsName() {
    maker.makeFilters();
    other.look();
    other.store.drop(FIRST);
    assertThat(collections()).doesNotContain(Layout.filter(FIRST))
        .contains(Layout.filter(PARTITIONS.get(1)));

    written.remove(FIRST);
    assertEverythingIsFound(maker);
    write(other, FIRST, TRACES);
    assertEverythingIsFound(maker);
    other.makeFilters();
    maker.look();
    assertEverythingIsFound(maker);
    assertThat(asked(maker, shapes)).isLessThan(LOOK_UPS + passed(PARTITIONS.size() - 1));
  }

  /** What a filter's validity rests on is durable, the counts of a partition without one need not be. */
  @Test
  void theNumberOfAFilterIsWrittenWithMajorityAndJournal() {
    maker.makeFilters();
    write(maker, FIRST, 1);
    write(maker, LAST, 1);

    Map<Boolean, List<BsonDocument>> updates = shapes.commands("update").stream()
        .collect(Collectors.partitioningBy(MongoTraceFiltersIT::setsANumber));
    assertThat(updates.get(true)).hasSize(PARTITIONS.size()).allSatisfy(update -> {
      assertThat(update.getDocument("writeConcern").get("w")).isEqualTo(new BsonString("majority"));
      assertThat(update.getDocument("writeConcern").getBoolean("j").getValue()).isTrue();
    });
    assertThat(updates.get(false)).hasSize(PARTITIONS.size() + 2).allSatisfy(
        update -> assertThat(update.getArray("updates").get(0).asDocument().getDocument("q"))
            .containsEntry(Layout.FILTER, BsonNull.VALUE));
  }

  private static boolean setsANumber(BsonDocument update) {
    return update.getArray("updates").get(0).asDocument().getDocument("u").containsKey("$set");
  }

  /** Retention of another replica, while a filter is made. */
  @Test
  void ofADroppedPartitionNoFilterIsLeft() {
    maker.look();
    maker.look();
    other.store.drop(FIRST);
    maker.look();
    maker.look();

    assertThat(collections()).doesNotContain(Layout.filter(FIRST), Layout.fragments(FIRST));
  }

  private void write(Replica replica, String partition, int traces) {
    List<Fragment> made = new ArrayList<>();
    for (int i = 0; i < traces; i++) {
      made.add(fragments.at(fragments.traceId(), NOON, 20));
    }
    replica.append(partition, Replica.array(made));
    written.computeIfAbsent(partition, name -> new ArrayList<>()).addAll(made);
  }

  /** How many queries of fragments it takes to look for traces that are nowhere. */
  private static int asked(Replica replica, QueryShapes commands) {
    int before = finds(commands, Layout.fragments(""));
    replica.lookForAbsent(LOOK_UPS);
    return finds(commands, Layout.fragments("")) - before;
  }

  private static int finds(QueryShapes commands, String collection) {
    return (int) commands.commands("find").stream()
        .filter(find -> find.getString("find").getValue().startsWith(collection)).count();
  }

  private static int passed(int partitions) {
    return (int) (LOOK_UPS * partitions * WRONG);
  }

  private void assertEverythingIsFound(Replica replica) {
    written.values().forEach(replica::assertFinds);
  }

  private List<String> collections() {
    try (MongoClient client = MongoClients.create(server.uri("filters"))) {
      return client.getDatabase("filters").listCollectionNames().into(new ArrayList<>());
    }
  }

  private Document document(String collection) {
    try (MongoClient client = MongoClients.create(server.uri("filters"))) {
      return Objects.requireNonNull(
          client.getDatabase("filters").getCollection(collection).find().first());
    }
  }
}
