package app.xquare.trace.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.store.Partition;
import app.xquare.trace.store.TraceIdFilter;
import app.xquare.trace.testing.InProcessMongo;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What comes back is what was written, or nothing. */
class FilterTableTest {
  /** Three pieces, the last one of 16 bytes. */
  private static final int WORDS = 2 * (1 << 17) + 2;
  private static final PartitionTable.Row ROW = new PartitionTable.Row(
      new Partition("20261122", 0, 0, 1, 1, 0), 5, 77);

  private final InProcessMongo server = new InProcessMongo();
  private final MongoClient client = MongoClients.create(server.uri("pieces"));
  private final FilterTable table = new FilterTable(new MongoTemplate(client, "pieces"));
  private final MongoCollection<Document> pieces = client.getDatabase("pieces")
      .getCollection("filter_20261122");
  private final byte[] bytes = new byte[WORDS * 8];

  @BeforeEach
  void write() {
    new Random(3).nextBytes(bytes);
    table.write(ROW, TraceIdFilter.of(MemorySegment.ofArray(bytes)));
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void isInSmallDocumentsAndComesBackWhole() {
    assertThat(pieces.countDocuments()).isEqualTo(3);
    assertThat(pieces.find()).allSatisfy(
        piece -> assertThat(piece.get("b", Binary.class).length()).isLessThanOrEqualTo(1 << 20));
    assertThat(table.words(ROW)).isEqualTo(WORDS);
    TraceIdFilter read = Objects.requireNonNull(table.read(ROW, WORDS));
    assertThat(read.words().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
    assertThat(read.words().isNative()).isTrue();
  }

  @Test
  void takesThePlaceOfAnother() {
    byte[] small = new byte[8];
    table.write(ROW.withFilter(78), TraceIdFilter.of(MemorySegment.ofArray(small)));

    assertThat(table.words(ROW)).isZero();
    assertThat(table.read(ROW, WORDS)).isNull();
    assertThat(table.words(ROW.withFilter(78))).isEqualTo(1);
    assertThat(table.read(ROW.withFilter(78), 1)).isNotNull();
  }

  @Test
  void isThereWhenItsFirstPieceIs() {
    pieces.deleteOne(new Document("_id", 0));
    assertThat(table.words(ROW)).isZero();
    table.drop(ROW.name());
    assertThat(table.words(ROW)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{$set: {x: 7}}", "{$set: {x: {$numberLong: '78'}}}", "{$unset: {x: 1}}",
      "{$set: {w: {$numberLong: '262145'}}}", "{$unset: {w: 1}}", "{$set: {c: 5}}",
      "{$unset: {c: 1}}", "{$set: {b: 'text'}}", "{$unset: {b: 1}}", "{$set: {z: 1}}",
      "{$set: {b: {$binary: {base64: 'AAAA', subType: '00'}}}}",
      "{$set: {b: {$binary: {base64: '', subType: '00'}}}}"})
  void aChangedPieceIsNoticed(String damage) {
    for (int piece = 0; piece < 3; piece++) {
      pieces.updateOne(new Document("_id", piece), Document.parse(damage));
      assertThat(table.read(ROW, WORDS)).as("piece " + piece).isNull();
      write();
      assertThat(table.read(ROW, WORDS)).isNotNull();
    }
  }

  @Test
  void aWrongBitAMissingPieceAndOneTooManyAreNoticed() {
    for (int piece = 0; piece < 3; piece++) {
      Document stored = Objects
          .requireNonNull(pieces.findOneAndDelete(new Document("_id", piece)));
      assertThat(table.read(ROW, WORDS)).as("without piece " + piece).isNull();
      byte[] wrong = stored.get("b", Binary.class).getData().clone();
      wrong[wrong.length / 2] ^= 4;
      pieces.insertOne(new Document(stored).append("b", wrong));
      assertThat(table.read(ROW, WORDS)).as("a wrong bit in piece " + piece).isNull();
      write();
      pieces.insertOne(new Document(stored).append("_id", 3));
      assertThat(table.read(ROW, WORDS)).as("piece %s twice", piece).isNull();
      write();
    }
  }
}
