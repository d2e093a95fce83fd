package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.commit;
import static app.xquare.trace.testing.Fragments.entry;
import static app.xquare.trace.testing.Fragments.naiveScan;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked of the server: each query must be one that a declared index answers in order. */
class MongoQueriesTest {
  private static final List<String> DAYS = List.of("20261120", "20261121", "20261122");

  private final Fragments fragments = new Fragments(11);
  private final QueryShapes shapes = new QueryShapes();
  private final InProcessMongo server = new InProcessMongo();
  private final TraceStore store = MongoStores.open(server.uri("queries"), shapes);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void everyCommandIsAnsweredByADeclaredIndex() {
    List<Commit.Entry> entries = write(300);
    Fragment some = entries.get(77).fragment();
    for (Scan scan : scans(some)) {
      scan.of(store);
    }
    store.fragments(some.traceId(), some.sequence());
    store.catalog(0, Long.MAX_VALUE, "c", _ -> true);
    store.saveDictionary(1, new byte[]{1});
    store.saveDictionary(1, new byte[]{1});
    store.dictionary(1);
    store.partitions();
    store.lastSequence();
    store.checkAvailable();
    store.drop(DAYS.getFirst());

    assertThat(shapes.unanswered()).isEmpty();
    assertThat(shapes.commands("find")).hasSizeGreaterThan(100);
  }

  @Test
  void noticesQueriesThatNoIndexAnswers() {
    String ordered = "sort: {s: -1, _id: -1}";
    for (String wrong : List.of("filter: {s: {$gte: 1}}, " + ordered,
        "filter: {k: {$gte: 1}}, " + ordered, "filter: {k: 1}, sort: {_id: -1}",
        "filter: {k: 1}, sort: {s: -1, _id: 1}", "filter: {k: 1}, sort: {d: 1}",
        "filter: {n: 5}", "filter: {}", "filter: {t: 1}, hint: 'token_start'",
        "filter: {k: 1}, hint: 'trace', " + ordered, "filter: {k: {$in: "
            + IntStream.range(0, 201).boxed().toList() + "}}, " + ordered)) {
      assertThat(QueryShapes.isAnswered(find(wrong))).as(wrong).isFalse();
    }
    for (String right : List.of("filter: {k: 1, s: {$gte: 1}}, " + ordered,
        "filter: {k: {$in: [1, 2]}}, " + ordered, "filter: {k: 1}, sort: {s: 1, _id: 1}",
        "filter: {t: 1}", "filter: {_id: 4}", "filter: {}, sort: {_id: -1}")) {
      assertThat(QueryShapes.isAnswered(find(right))).as(right).isTrue();
    }
  }

  @Test
  void cutsAClauseOfManyTokensAndReturnsEachFragmentOnce() {
    List<Commit.Entry> entries = write(300);
    String[] many = IntStream.range(0, 450).mapToObj(i -> "c" + i).toArray(String[]::new);
    Scan scan = Scan.ALL.anyOf(many);

    assertThat(scan.of(store)).extracting(Fragment::sequence).isEqualTo(
        naiveScan(entries, scan.request()).stream().map(Fragment::sequence).toList());
    assertThat(scans()).hasSizeGreaterThanOrEqualTo(5)
        .allMatch(find -> find.getDocument("filter").getDocument("k").getArray("$in")
            .size() <= ScanQuery.MAX_RANGES);
  }

  @Test
  void theClauseWithTheFewestTokensDrives() {
    write(20);
    Scan.ALL.anyOf("a1", "a2", "a3").anyOf("c1").of(store);

    assertThat(scans()).isNotEmpty().allSatisfy(find -> assertThat(
        find.getDocument("filter").getInt32("k").getValue())
        .isEqualTo((int) Fragments.token("c1")));
  }

  @Test
  void theNewestFragmentsCostOneSmallQuery() {
    for (int day = 0; day < DAYS.size(); day++) {
      List<Commit.Entry> entries = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        entries.add(entry(fragments.at(NOON + day * 86_400L * SECOND + i * SECOND), "t"));
      }
      store.append(new Commit(DAYS.get(day), entries, Set.of()));
    }
    try (FragmentScan scan = store.scan(Scan.ALL.anyOf("t").request())) {
      for (int i = 0; i < 20; i++) {
        scan.next();
      }
    }
    assertThat(scans()).singleElement().satisfies(find -> {
      assertThat(find.getString("find").getValue()).isEqualTo("fragments_" + DAYS.getLast());
      assertThat(find.getNumber("limit").intValue()).isLessThan(100);
    });
  }

  @Test
  void partitionsAreSkippedByTheirBounds() {
    store.append(commit(DAYS.get(0), fragments.at(NOON)));
    store.append(commit(DAYS.get(1), fragments.at(NOON + 86_400 * SECOND)));
    Scan.ALL.start(NOON - SECOND, NOON + SECOND).of(store);

    assertThat(scans()).extracting(find -> find.getString("find").getValue())
        .containsOnly("fragments_" + DAYS.getFirst());
  }

  @Test
  void waitsForMajorityAndJournalAndWidensBoundsOnlyWhenNeeded() {
    for (int i = 0; i < 10; i++) {
      store.append(new Commit(DAYS.getFirst(), List.of(entry(fragments.with(fragments.traceId(),
          NOON + i, NOON + i, 1, 1, new byte[1]))), Set.of("entry " + i)));
    }
    assertThat(shapes.commands("findAndModify")).hasSize(1).allSatisfy(MongoQueriesTest::isDurable)
        .allSatisfy(widening -> assertThat(widening.keySet()).doesNotContain("fields"));
    assertThat(shapes.commands("insert")).hasSize(20).allSatisfy(MongoQueriesTest::isDurable)
        .allSatisfy(insert -> assertThat(insert.getBoolean("ordered").getValue()).isFalse());
    assertThat(shapes.commands("createIndexes")).singleElement().satisfies(made -> assertThat(
        made.getArray("indexes")).hasSize(Layout.FRAGMENT_INDEXES.size()));
  }

  private static void isDurable(BsonDocument command) {
    BsonDocument concern = command.getDocument("writeConcern");
    assertThat(concern.get("w")).isEqualTo(new BsonString("majority"));
    assertThat(concern.getBoolean("j").getValue()).isTrue();
  }

  private List<BsonDocument> scans() {
    return shapes.commands("find").stream()
        .filter(find -> find.getString("find").getValue().startsWith("fragments_")).toList();
  }

  private static List<Scan> scans(Fragment some) {
    Scan one = Scan.ALL.anyOf("a1");
    Scan two = one.anyOf("b1", "b2", "c3");
    List<Scan> scans = new ArrayList<>();
    for (Scan scan : List.of(Scan.ALL, one, two, Scan.ALL.anyOf("b1", "b2"))) {
      Scan narrow = scan.start(NOON, NOON + 200 * SECOND);
      scans.addAll(List.of(scan, narrow, scan.after(ScanPosition.of(some)),
          narrow.snapshot(some.sequence()).after(new ScanPosition(NOON, 1)),
          narrow.minDuration(5), narrow.minLastStart(NOON + SECOND)));
    }
    return scans;
  }

  private List<Commit.Entry> write(int count) {
    Random random = fragments.random();
    List<Commit.Entry> entries = new ArrayList<>();
    for (String day : DAYS) {
      List<Commit.Entry> group = new ArrayList<>();
      for (int i = 0; i < count / DAYS.size(); i++) {
        group.add(entry(fragments.at(NOON + random.nextLong(300) * SECOND),
            "a" + random.nextInt(3), "b" + random.nextInt(20), "c" + random.nextInt(250),
            "c" + (500 + random.nextInt(2)), "c" + (250 + random.nextInt(200))));
      }
      store.append(new Commit(day, group, Set.of("c" + day)));
      entries.addAll(group);
    }
    return entries;
  }

  private static BsonDocument find(String parts) {
    return BsonDocument.parse("{find: 'fragments_20261122', " + parts + "}");
  }
}
