package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.store.Commit;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.Scan;
import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What a real server's planner does with the queries that {@link MongoQueriesTest} looks at from outside. */
@EnabledIfEnvironmentVariable(named = "XQUARE_TEST_MONGO_URI", matches = ".+", disabledReason = "XQUARE_TEST_MONGO_URI is not set (expected: mongodb://host:port, without a database)")
class GivenMongoExplainIT {
  private static final String DAY = "20261122";

  private final String uri = GivenMongoTraceStoreIT.database(
      System.getenv("XQUARE_TEST_MONGO_URI"),
      "xquare_test_" + UUID.randomUUID().toString().substring(0, 8));
  private final QueryShapes shapes = new QueryShapes();
  private final Fragments fragments = new Fragments(23);
  private final TraceStore store = MongoStores.open(uri, shapes);
  private final MongoClient client = MongoClients.create(uri);
  private final MongoDatabase database = client
      .getDatabase(Objects.requireNonNull(new ConnectionString(uri).getDatabase()));

  @AfterEach
  void close() {
    client.close();
    store.close();
    MongoStores.dropDatabase(uri);
  }

  @Test
  void noQueryReadsTheCollectionOrSortsInMemory() {
    write();
    for (Scan scan : List.of(Scan.ALL, Scan.ALL.anyOf("a1"), Scan.ALL.anyOf("b1", "b2", "b3"),
        Scan.ALL.anyOf("a1").anyOf("b1", "b2"))) {
      scan.of(store);
      scan.start(NOON, NOON + 100 * SECOND).minDuration(5).of(store);
      scan.after(new ScanPosition(NOON + 50 * SECOND, 500)).minLastStart(NOON).of(store);
    }
    store.fragments(fragments.traceId(), Long.MAX_VALUE);

    assertThat(finds()).hasSizeGreaterThan(12).allSatisfy(find -> {
      String plan = explained(find).get("queryPlanner", Document.class)
          .get("winningPlan", Document.class).toJson();
      assertThat(plan).contains("IXSCAN").doesNotContain("COLLSCAN")
          .doesNotContain("\"SORT\"");
    });
  }

  @Test
  void aTokensFragmentsAreReadAndNoOthers() {
    write();
    for (Scan scan : List.of(Scan.ALL, Scan.ALL.anyOf("a1"),
        Scan.ALL.anyOf("b1").start(NOON, NOON + 100 * SECOND), Scan.ALL.anyOf("nowhere"))) {
      scan.of(store);
    }
    List<Document> first = finds().stream()
        .filter(find -> !find.getDocument("filter").containsKey("$nor"))
        .map(find -> explained(find).get("executionStats", Document.class)).toList();

    assertThat(first).hasSizeGreaterThanOrEqualTo(4).allSatisfy(stats -> assertThat(
        number(stats, "totalDocsExamined")).isLessThanOrEqualTo(number(stats, "nReturned") + 1));
  }

  private void write() {
    List<Commit.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      entries.add(entry(fragments.at(NOON + fragments.random().nextLong(300) * SECOND),
          "a" + i % 3, "b" + i % 50));
    }
    store.append(new Commit(DAY, entries, Set.of()));
  }

  private List<BsonDocument> finds() {
    return shapes.commands("find").stream()
        .filter(find -> find.getString("find").getValue().equals(Layout.fragments(DAY))).toList();
  }

  private Document explained(BsonDocument find) {
    BsonDocument plain = new BsonDocument();
    for (String field : List.of("find", "filter", "projection", "sort", "hint", "limit")) {
      if (find.containsKey(field)) {
        plain.put(field, find.get(field));
      }
    }
    return database.runCommand(
        new Document("explain", plain).append("verbosity", "executionStats"));
  }

  private static long number(Document stats, String field) {
    return Objects.requireNonNull(stats.get(field, Number.class)).longValue();
  }
}
