package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;
import static app.xquare.trace.testing.Fragments.entry;
import static app.xquare.trace.testing.Fragments.naiveScan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is not written because other tokens say it is found all the same, by every replica. */
class MongoImpliedTokensIT {
  private static final String DAY = "20261122";
  private static final String NEXT_DAY = "20261123";
  private static final int OPERATIONS = 12;

  private final Fragments fragments = new Fragments(17);
  private final QueryShapes shapes = new QueryShapes();
  private final InProcessMongo server = new InProcessMongo();
  private final TraceStore store = MongoStores.open(server.uri("implied"), shapes);
  private final MongoClient other = MongoClients.create(server.uri("implied"));
  private final List<Commit.Entry> written = new ArrayList<>();

  @AfterEach
  void close() {
    other.close();
    store.close();
    server.close();
  }

  @Test
  void everyFragmentIsFoundByEachOfItsTokens() {
    learn(store, DAY);
    write(store, NEXT_DAY, 300);
    assertEverythingIsFound(store);

    try (TraceStore replica = MongoStores.open(server.uri("implied"))) {
      assertEverythingIsFound(replica);
      // It takes over what was learned, without learning itself.
      await().untilAsserted(() -> assertThat(tokensOf(write(replica, DAY, 10))).isLessThan(6));
      write(replica, DAY, 300);
      assertEverythingIsFound(replica);
    }
    assertEverythingIsFound(store);
    assertThat(shapes.unanswered()).isEmpty();
  }

  @Test
  void whatWasLearnedHoldsOnTheNextDayToo() {
    learn(store, DAY);
    await().untilAsserted(() -> assertThat(tokensOf(write(store, NEXT_DAY, 10))).isLessThan(6));
    store.drop(DAY);
    written
        .removeIf(entry -> store.fragments(entry.fragment().traceId(), Long.MAX_VALUE).isEmpty());

    assertThat(written).isNotEmpty();
    assertEverythingIsFound(store);
  }

  /** Another replica dropped the day, and with it what stands for what. */
  @Test
  void nothingIsLeftOutOnceTheDayBeganAgain() {
    learn(store, DAY);
    written.clear();
    try (TraceStore replica = MongoStores.open(server.uri("implied"))) {
      replica.drop(DAY);
      write(replica, DAY, 50);
      List<Commit.Entry> lost = make(10);
      assertThatThrownBy(() -> store.append(new Commit(DAY, lost, Set.of())))
          .isInstanceOf(UnavailableException.class).hasMessageContaining("partition " + DAY);
      write(store, DAY, 50);
      await().untilAsserted(() -> assertThat(tokensOf(write(store, DAY, 10))).isLessThan(6));
      assertEverythingIsFound(store);
      assertEverythingIsFound(replica);
    }
  }

  private void learn(TraceStore learner, String day) {
    write(learner, day, 5_000);
    await().untilAsserted(() -> assertThat(tokensOf(write(learner, day, 10))).isLessThan(6));
    write(learner, day, 500);
  }

  private void assertEverythingIsFound(TraceStore by) {
    for (int operation = 0; operation < OPERATIONS; operation += 5) {
      for (String token : List.of("operation" + operation, "route" + operation,
          "method" + operation % 3, "service" + operation / 4)) {
        assertFound(by, Scan.ALL.anyOf(token));
        assertFound(by, Scan.ALL.anyOf(token).anyOf("service0", "method1"));
        Scan narrow = Scan.ALL.anyOf(token, "user1").start(NOON + 100 * SECOND,
            NOON + 200 * SECOND);
        assertFound(by, narrow);
        assertFound(by, narrow.after(new ScanPosition(NOON + 150 * SECOND, 4_000)));
      }
    }
    assertThat(Scan.ALL.anyOf("nowhere").of(by)).isEmpty();
  }

  private void assertFound(TraceStore by, Scan scan) {
    List<Fragment> found = scan.of(by);
    assertThat(found.stream().map(Fragment::sequence).toList())
        .containsAll(naiveScan(written, scan.request()).stream().map(Fragment::sequence).toList());
    assertThat(found).extracting(ScanPosition::of).isSorted().doesNotHaveDuplicates();
  }

  private List<Commit.Entry> write(TraceStore by, String day, int count) {
    List<Commit.Entry> entries = make(count);
    by.append(new Commit(day, entries, Set.of()));
    written.addAll(entries);
    return entries;
  }

  private List<Commit.Entry> make(int count) {
    Random random = fragments.random();
    List<Commit.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int operation = random.nextInt(OPERATIONS);
      // Now and then a carrier comes without what it stands for, and the other way round.
      int route = random.nextInt(100) == 0 ? random.nextInt(OPERATIONS) : operation;
      entries.add(entry(fragments.at(NOON + random.nextLong(300) * SECOND),
          "operation" + operation, "route" + route, "method" + route % 3, "service" + operation / 4,
          "host" + operation / 4, "scheme", "user" + random.nextInt(1_000)));
    }
    return entries;
  }

  /** The most that one of these was written with. */
  private int tokensOf(List<Commit.Entry> entries) {
    int most = 0;
    for (Commit.Entry entry : entries) {
      for (String day : List.of(DAY, NEXT_DAY)) {
        Document stored = other.getDatabase("implied").getCollection(Layout.fragments(day))
            .find(new Document(Layout.ID, entry.fragment().sequence())).first();
        most = Math.max(most,
            stored == null ? 0 : stored.getList(Layout.TOKENS, Integer.class).size());
      }
    }
    return most;
  }
}
