package app.xquare.trace.store.mongo;

import app.xquare.trace.store.TraceIdFilter;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Filters of traces as documents: each a piece with the number of its filter, the number of the
 * filter's words, and a checksum of all that. The first piece is written last, so with it all are there.
 */
final class FilterTable {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int PIECES_AT_ONCE = 4;

  private final MongoTemplate template;

  FilterTable(MongoTemplate template) {
    this.template = template;
  }

  /** Stores the filter that a row names, in place of any other. */
  void write(PartitionTable.Row row, TraceIdFilter filter) {
    drop(row.name());
    MemorySegment all = filter.words();
    for (int piece = Math.toIntExact((all.byteSize() - 1) / PIECE_BYTES); piece >= 0; piece--) {
      long from = (long) piece * PIECE_BYTES;
      byte[] bytes = all.asSlice(from, Math.min(PIECE_BYTES, all.byteSize() - from))
          .toArray(ValueLayout.JAVA_BYTE);
      collection(row.name())
          .insertOne(document(piece, row.filter(), all.byteSize() / Long.BYTES, bytes));
    }
  }

  /** How many words the filter has that a row names; zero if there is none, or not all of it. */
  long words(PartitionTable.Row row) {
    BsonDocument first = collection(row.name()).find(Filters.eq(Layout.ID, 0))
        .projection(new Document(Layout.FILTER, 1).append(Layout.WORDS, 1)).first();
    return first != null && new BsonInt64(row.filter()).equals(first.get(Layout.FILTER))
        && first.get(Layout.WORDS) instanceof BsonInt64 words ? words.getValue() : 0;
  }

  /** The filter that a row names, outside of the heap; null if it is not as it was written. */
  @Nullable
  TraceIdFilter read(PartitionTable.Row row, long words) {
    MemorySegment all = Arena.ofAuto().allocate(words * Long.BYTES);
    long filled = 0;
    int piece = 0;
    for (BsonDocument stored : collection(row.name()).find().sort(new Document(Layout.ID, 1))
        .batchSize(PIECES_AT_ONCE)) {
      if (!(stored.get(Layout.BYTES) instanceof BsonBinary binary)) {
        return null;
      }
      byte[] bytes = binary.getData();
      BsonDocument intact = document(piece++, row.filter(), words, bytes);
      if (!stored.equals(intact) || bytes.length > all.byteSize() - filled) {
        return null;
      }
      MemorySegment.copy(bytes, 0, all, ValueLayout.JAVA_BYTE, filled, bytes.length);
      filled += bytes.length;
    }
    return filled == all.byteSize() ? TraceIdFilter.of(all) : null;
  }

  void drop(String partition) {
    collection(partition).drop();
  }

  private static BsonDocument document(int piece, long number, long words, byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES).putInt(piece)
        .putLong(number).putLong(words).flip());
    checksum.update(bytes);
    return new BsonDocument(Layout.ID, new BsonInt32(piece))
        .append(Layout.FILTER, new BsonInt64(number)).append(Layout.WORDS, new BsonInt64(words))
        .append(Layout.CHECKSUM, new BsonInt32((int) checksum.getValue()))
        .append(Layout.BYTES, new BsonBinary(bytes));
  }

  private MongoCollection<BsonDocument> collection(String partition) {
    return template.getDb().getCollection(Layout.filter(partition), BsonDocument.class);
  }
}
