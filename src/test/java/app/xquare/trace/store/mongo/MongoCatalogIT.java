package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written to the catalogs and asked of them, at the wire. */
class MongoCatalogIT {
  private static final String DAY = "20261121";
  private static final String NEXT_DAY = "20261122";

  private final Fragments fragments = new Fragments(19);
  private final QueryShapes shapes = new QueryShapes();
  private final InProcessMongo server = new InProcessMongo();
  private final MongoTraceStore store = MongoStores.open(server.uri("catalog"), shapes);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void aPrefixIsARangeWithTwoEnds() {
    append(DAY, Set.of("s\0a", "s\0b", "t\0a"));
    assertThat(read("s\0")).containsExactly("s\0a", "s\0b");
    assertThat(shapes.commands("find").stream().map(find -> find.getDocument("filter"))
        .filter(filter -> !filter.isEmpty()).toList())
        .containsExactly(BsonDocument.parse("{_id: {$gte: 's\\u0000', $lt: 's\\u0001'}}"));
  }

  @Test
  void theEndOfARangeIsTheNextTextWithoutThePrefix() {
    assertThat(CatalogTable.after("")).isNull();
    assertThat(CatalogTable.after("a\0")).isEqualTo("a\u0001");
    assertThat(CatalogTable.after("가")).isEqualTo("각");
    assertThat(CatalogTable.after("a\uD7FF")).isEqualTo("a\uE000");
    assertThat(CatalogTable.after("\uFFFF")).isEqualTo("\uD800\uDC00");
    String last = Character.toString(Character.MAX_CODE_POINT);
    assertThat(CatalogTable.after("ab" + last + last)).isEqualTo("ac");
    assertThat(CatalogTable.after(last)).isNull();
  }

  @Test
  void findsWhatBeginsWithAPrefixAndNothingElse() {
    Random random = new Random(19);
    Set<String> entries = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      entries.add(text(random));
    }
    append(DAY, entries);
    for (int i = 0; i < 300; i++) {
      String prefix = text(random);
      assertThat(read(prefix)).containsExactlyElementsOf(
          entries.stream().filter(entry -> entry.startsWith(prefix)).toList());
    }
  }

  private static String text(Random random) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(_ -> Character.toString("\0\u0001ab\u007f\u0080가\uD7FF\uE000"
            .charAt(random.nextInt(9))))
        .collect(Collectors.joining());
  }

  @Test
  void anEntryIsSentOnceForEachPartition() {
    for (int i = 0; i < 10; i++) {
      append(i % 2 == 0 ? DAY : NEXT_DAY, Set.of("same", "of " + i / 4));
    }
    assertThat(sent(DAY)).containsExactlyInAnyOrder("same", "of 0", "of 1", "of 2");
    assertThat(sent(NEXT_DAY)).containsExactlyInAnyOrder("same", "of 0", "of 1", "of 2");
    assertThat(read("")).hasSize(8);
  }

  @Test
  void anEntryIsSentAgainWhereItWasNotAcknowledgedOrIsGone() {
    try (MongoTraceStore hasty = MongoStores.open(InProcessMongo.uri(server.port(), "catalog"))) {
      await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
          .untilAsserted(() -> append(hasty, DAY, Set.of("first")));
      server.stop();
      assertThatThrownBy(() -> append(hasty, DAY, Set.of("first", "second")))
          .isInstanceOf(UnavailableException.class);
      server.start();
      await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
          .untilAsserted(() -> append(hasty, DAY, Set.of("first", "second")));
    }
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions()
        .untilAsserted(() -> assertThat(read("")).containsExactly("first", "second"));

    append(DAY, Set.of("first"));
    store.drop(DAY);
    append(DAY, Set.of("first"));
    assertThat(read("")).containsExactly("first");
  }

  @Test
  void whatIsRememberedIsBounded() {
    append(DAY, numbered(0, CatalogTable.REMEMBERED - 1));
    append(DAY, Set.of("0", "1"));
    append(DAY, Set.of("one", "two"));
    append(DAY, Set.of("0", "1", "one", "two"));
    assertThat(sent(DAY)).filteredOn(Set.of("0", "1", "one", "two")::contains)
        .containsExactlyInAnyOrder("0", "1", "one", "two", "0", "1");
  }

  private static Set<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.toSet());
  }

  private void append(String partition, Set<String> catalog) {
    append(store, partition, catalog);
  }

  private void append(MongoTraceStore to, String partition, Set<String> catalog) {
    to.append(new Commit(partition, List.of(entry(fragments.at(NOON), "t")), catalog));
  }

  /** Each as often as it was sent. */
  private List<String> sent(String partition) {
    return shapes.commands("insert").stream().filter(
        insert -> insert.getString("insert").getValue().equals(Layout.catalog(partition)))
        .map(insert -> insert.getArray("documents")).flatMap(Collection::stream)
        .map(row -> row.asDocument().getString(Layout.ID).getValue()).toList();
  }

  private List<String> read(String prefix) {
    List<String> found = new ArrayList<>();
    store.catalog(0, Long.MAX_VALUE, prefix, found::add);
    return found;
  }
}
