package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A day's collections are there before its first commit. */
class MongoPreparationTest {
  private static final String TODAY = "20261121";
  private static final String TOMORROW = "20261122";

  private final Fragments fragments = new Fragments(37);
  private final QueryShapes shapes = new QueryShapes();
  private final InProcessMongo server = new InProcessMongo();
  private final String uri = server.uri("preparation");
  private final MongoTraceStore store = MongoStores.open(uri, shapes);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void theFirstCommitOfAPreparedDayMakesNoIndex() {
    append(store, TODAY);
    assertThat(shapes.commands("createIndexes")).hasSize(1);
    for (int i = 0; i < 3; i++) {
      store.prepare(TOMORROW);
    }
    assertThat(shapes.commands("createIndexes")).hasSize(2);
    assertThat(shapes.commands("create")).hasSize(1);
    assertThat(collections()).contains(Layout.fragments(TOMORROW), Layout.catalog(TOMORROW));
    assertThat(store.partitions()).as("there is nothing in it").hasSize(1);

    Fragment first = append(store, TOMORROW);
    assertThat(shapes.commands("createIndexes")).hasSize(2);
    assertThat(Scan.ALL.of(store)).extracting(Fragment::sequence).contains(first.sequence());
    assertThat(store.partitions()).hasSize(2);
    assertThat(shapes.unanswered()).isEmpty();
  }

  @Test
  void everyReplicaMayPrepare() {
    try (MongoTraceStore other = MongoStores.open(uri)) {
      store.prepare(TOMORROW);
      other.prepare(TOMORROW);
      append(other, TOMORROW);
      append(store, TOMORROW);
      assertThat(Scan.ALL.of(other)).hasSize(2);
    }
  }

  @Test
  void aPreparedDayThatIsDroppedBeginsAgain() {
    store.prepare(TOMORROW);
    append(store, TOMORROW);
    store.drop(TOMORROW);
    append(store, TOMORROW);
    assertThat(shapes.commands("createIndexes")).hasSize(2);
    assertThat(Scan.ALL.of(store)).hasSize(1);
  }

  @Test
  void daysThatNothingWasWrittenToAreTakenAwayLater() {
    append(store, "20261110");
    store.prepare("20261111");
    store.prepare("20261112");
    append(store, "20261112");
    store.prepare("20261114");
    assertThat(collections()).contains(Layout.fragments("20261111"));
    store.prepare("20261115");
    assertThat(collections()).doesNotContain(Layout.fragments("20261111"),
        Layout.catalog("20261111"));
    assertThat(collections()).contains(Layout.fragments("20261110"), Layout.fragments("20261112"),
        Layout.fragments("20261114"), Layout.fragments("20261115"));
    assertThat(Scan.ALL.of(store)).hasSize(2);
  }

  /** As while a backup is restored, whose rows come last. */
  @Test
  void whatHoldsSomethingIsNotTakenAway() {
    append(store, "20261110");
    try (MongoClient client = MongoClients.create(uri)) {
      client.getDatabase("preparation").getCollection(Layout.PARTITIONS).drop();
    }
    store.prepare(TOMORROW);
    assertThat(collections()).contains(Layout.fragments("20261110"), Layout.catalog("20261110"));
  }

  private Set<String> collections() {
    try (MongoClient client = MongoClients.create(uri)) {
      return client.getDatabase("preparation").listCollectionNames().into(new TreeSet<>());
    }
  }

  private Fragment append(MongoTraceStore to, String partition) {
    Fragment fragment = fragments.at(NOON);
    to.append(new Commit(partition, List.of(entry(fragment, "t")), Set.of("entry")));
    return fragment;
  }
}
