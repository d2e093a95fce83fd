package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.store.Commit;
import app.xquare.trace.store.Partition;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** How often a server is asked for sizes, and what becomes of its refusals. */
class PartitionSizesTest {
  private static final String OLD = "20261120";
  private static final String NEWEST = "20261121";

  private final Fragments fragments = new Fragments(31);
  private final QueryShapes shapes = new QueryShapes();
  private final InProcessMongo server = new InProcessMongo();
  private final String uri = server.uri("sizes");
  private long now;
  private int heard;
  private final MongoTraceStore store = MongoStores.open(uri);
  private final MongoClient client = MongoClients.create(MongoConfiguration
      .settings(MongoConfiguration.connectionString(uri)).addCommandListener(shapes).build());
  private final MongoTemplate template = MongoConfiguration.template(client,
      MongoConfiguration.connectionString(uri));
  private final PartitionTable table = new PartitionTable(template);
  private final PartitionSizes sizes = new PartitionSizes(template, () -> now);

  @AfterEach
  void close() {
    client.close();
    store.close();
    server.close();
  }

  @Test
  void asksForAllCollectionsOfAllPartitionsAtOnce() {
    write(OLD);
    write(NEWEST);
    look();

    assertThat(shapes.commands("aggregate")).singleElement().satisfies(asked -> {
      assertThat(asked.getString("aggregate").getValue()).isEqualTo(Layout.fragments(OLD));
      List<BsonDocument> pipeline = asked.getArray("pipeline").stream()
          .map(stage -> stage.asDocument()).toList();
      assertThat(pipeline.getFirst())
          .isEqualTo(BsonDocument.parse("{$collStats: {storageStats: {}}}"));
      assertThat(pipeline.stream().filter(stage -> stage.containsKey("$unionWith"))
          .map(stage -> stage.getDocument("$unionWith"))).allSatisfy(
              union -> assertThat(union.getArray("pipeline").getFirst())
                  .isEqualTo(pipeline.getFirst()))
          .extracting(union -> union.getString("coll").getValue())
          .containsExactly(Layout.catalog(OLD), Layout.fragments(NEWEST), Layout.catalog(NEWEST));
    });
  }

  @Test
  void asksOneByOneWhereTheServerCannotDoItAtOnce() {
    write(OLD);
    for (int i = 0; i < 3; i++) {
      assertThat(look()).singleElement().matches(partition -> !partition.hasUnknownSize());
      now += PartitionSizes.AGAIN.toNanos();
    }
    assertThat(shapes.commands("aggregate")).hasSize(1);
    assertThat(shapes.commands("collStats")).hasSize(6);
  }

  @Test
  void whatIsNotWrittenIsAskedForOnceInAWhile() {
    write(OLD);
    look();
    heard();
    for (int minute = 0; minute < 60; minute++) {
      write(NEWEST);
      for (int i = 0; i < 30; i++) {
        look();
        now += Duration.ofSeconds(2).toNanos();
      }
    }
    long ofOld = shapes.commands("collStats").stream()
        .filter(isOf(Layout.fragments(OLD))).count();
    assertThat(ofOld).as("at first, when it has settled, and an hour later").isBetween(2L, 3L);
    long ofNewest = shapes.commands("collStats").stream()
        .filter(isOf(Layout.fragments(NEWEST))).count();
    assertThat(ofNewest).as("after each commit").isEqualTo(60);
  }

  @Test
  void whoeverAsksWithinTwoSecondsIsToldTheSame() {
    write(NEWEST);
    look();
    heard();
    write(NEWEST);
    now += PartitionSizes.FRESH.toNanos() - 1;
    look();
    assertThat(heard()).isZero();
    now++;
    look();
    assertThat(heard()).isPositive();
  }

  @Test
  void aRefusalIsNoSizeAndIsAskedAgain() {
    write(OLD);
    long before = look().getFirst().bytes();
    write(OLD);
    write(NEWEST);
    server.refuse("collStats");
    now += PartitionSizes.FRESH.toNanos();
    assertThat(look()).extracting(Partition::bytes).containsExactly(Partition.UNKNOWN_BYTES,
        Partition.UNKNOWN_BYTES);
    server.allow("collStats");
    now += PartitionSizes.FRESH.toNanos();
    assertThat(look()).extracting(Partition::bytes).allMatch(bytes -> bytes >= before);
  }

  @Test
  void addsUpWhatIsToldAtOnce() {
    write(OLD);
    write(NEWEST);
    long documents = documents(Layout.fragments(OLD)) + documents(Layout.catalog(OLD));
    server.learnCollStats();
    server.refuse("collStats");

    assertThat(documents).isPositive();
    assertThat(look().getFirst().bytes()).isEqualTo(documents + 2 * InProcessMongo.INDEX_SIZE);
    assertThat(look().getLast().bytes()).isGreaterThan(2 * InProcessMongo.INDEX_SIZE);
  }

  private long documents(String collection) {
    return PartitionTable.number(
        template.getDb().runCommand(new Document("collStats", collection)), "size");
  }

  private static Predicate<BsonDocument> isOf(String collection) {
    return command -> command.getString(command.getFirstKey()).getValue().equals(collection);
  }

  /** How many commands that ask for sizes were sent since it was asked last. */
  private int heard() {
    int all = shapes.commands("aggregate").size() + shapes.commands("collStats").size();
    int more = all - heard;
    heard = all;
    return more;
  }

  private List<Partition> look() {
    return sizes.withSizes(table.rows());
  }

  private void write(String partition) {
    store.append(new Commit(partition, List.of(entry(fragments.at(NOON), "t")), Set.of("entry")));
  }
}
