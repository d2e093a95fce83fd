package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that somebody else changed are an error, never an answer. */
class MongoDamageTest {
  private static final String DAY = "20261122";

  private final Fragments fragments = new Fragments(3);
  private final InProcessMongo server = new InProcessMongo();
  private final TraceStore store = MongoStores.open(server.uri("damage"));
  private final MongoClient other = MongoClients.create(server.uri("damage"));

  @AfterEach
  void close() {
    other.close();
    store.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{$unset: {p: 1}}", "{$set: {p: 'text'}}", "{$unset: {l: 1}}",
      "{$set: {n: 'many'}}", "{$set: {d: {a: 1}}}"})
  void aDamagedFragmentIsNamed(String damage) {
    Fragment fragment = fragments.at(NOON);
    store.append(commit(DAY, fragment));
    change(Layout.fragments(DAY), damage);

    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> store.fragments(fragment.traceId(), Long.MAX_VALUE))
        .withMessageContaining("fragment " + fragment.sequence());
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> Scan.ALL.of(store))
        .withMessageContaining("fragment " + fragment.sequence());
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() {
    Fragment fragment = fragments.at(NOON);
    store.append(commit(DAY, fragment));
    change(Layout.fragments(DAY), "{$set: {z: [1, {a: 2}]}}");

    assertThat(Scan.ALL.of(store)).extracting(Fragment::sequence)
        .containsExactly(fragment.sequence());
  }

  @Test
  void aDictionaryIsNeverReplaced() {
    store.saveDictionary(5, new byte[]{1, 2});

    assertThatIllegalStateException()
        .isThrownBy(() -> store.saveDictionary(5, new byte[]{1, 3}))
        .withMessageStartingWith("dictionary 5 ");
    assertThat(store.dictionary(5)).containsExactly(1, 2);
  }

  private void change(String collection, String update) {
    MongoCollection<Document> documents = other.getDatabase("damage").getCollection(collection);
    assertThat(documents.updateMany(new Document(), Document.parse(update)).getModifiedCount())
        .isEqualTo(1);
  }
}
