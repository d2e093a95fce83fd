package app.xquare.trace.store.mongo;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The catalogs: a collection a partition, in which an entry is the {@code _id}.
 *
 * <p>Commits bring entries that the server has: all that were taken apart before the first of them was
 * acknowledged name them as new. So what was acknowledged here is remembered, and not sent again.
 */
final class CatalogTable {
  /** Beyond it all are forgotten, and sent once more. Of two partitions that is some 15 MB. */
  static final int REMEMBERED = 1 << 17;

  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
  private static final int BATCH = 1_000;

  private final MongoTemplate template;
  /** Nobody can prepare two entries with one hash, of which the second would be missing. */
  private final HashFunction hashing = secretHash();
  private Sent newest = new Sent("", 0);
  /** Around midnight commits go to two of them by turns. */
  private Sent other = newest;

  /** The hashes of the entries that a partition's catalog has, for as long as it is not dropped. */
  private record Sent(String partition, long incarnation, Set<Long> entries) {
    Sent(String partition, long incarnation) {
      this(partition, incarnation, new HashSet<>());
    }

    boolean isOf(String otherPartition, long otherIncarnation) {
      return partition.equals(otherPartition) && incarnation == otherIncarnation;
    }
  }

  CatalogTable(MongoTemplate template) {
    this.template = template;
  }

  private static HashFunction secretHash() {
    SecureRandom random = new SecureRandom();
    return Hashing.sipHash24(random.nextLong(), random.nextLong());
  }

  /**
   * On return all of these are stored.
   *
   * @param incarnation see {@link PartitionTable#cover}
   */
  synchronized void add(String partition, long incarnation, Set<String> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Set<Long> sent = sent(partition, incarnation).entries;
    Set<Long> hashes = new HashSet<>();
    List<Document> rows = new ArrayList<>();
    for (String entry : entries) {
      long hash = hashing.hashString(entry, StandardCharsets.UTF_8).asLong();
      if (!sent.contains(hash)) {
        hashes.add(hash);
        rows.add(new Document(Layout.ID, entry));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    insert(partition, rows);
    if (sent.size() + hashes.size() > REMEMBERED) {
      sent.clear();
    }
    if (hashes.size() <= REMEMBERED) {
      sent.addAll(hashes);
    }
  }

  private Sent sent(String partition, long incarnation) {
    if (!newest.isOf(partition, incarnation)) {
      Sent before = newest;
      newest = other.isOf(partition, incarnation) ? other : new Sent(partition, incarnation);
      other = before;
    }
    return newest;
  }

  private void insert(String partition, List<Document> rows) {
    try {
      collection(partition).insertMany(rows, UNORDERED);
    } catch (MongoBulkWriteException e) {
      // Of another replica, or from before a restart.
      boolean onlyKnown = e.getWriteConcernError() == null && e.getWriteErrors().stream()
          .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
      if (!onlyKnown) {
        throw e;
      }
    }
  }

  /** Hands the entries that begin with a prefix to {@code sink}, in order, until that returns false. */
  boolean read(String partition, String prefix, Predicate<String> sink) {
    try (MongoCursor<Document> entries = collection(partition).find(beginningWith(prefix))
        .sort(Sorts.ascending(Layout.ID)).batchSize(BATCH).iterator()) {
      while (entries.hasNext()) {
        if (!sink.test(entries.next().getString(Layout.ID))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Entries with one prefix lie side by side in the index: between it and the next text that is none. */
  private static Document beginningWith(String prefix) {
    String end = after(prefix);
    Document range = new Document("$gte", prefix);
    return new Document(Layout.ID, end == null ? range : range.append("$lt", end));
  }

  /**
   * The least text, in the order of code points, that is greater than all that begin with a prefix.
   *
   * @return null if there is none
   */
  static @Nullable String after(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return null;
  }

  private MongoCollection<Document> collection(String partition) {
    return template.getCollection(Layout.catalog(partition));
  }
}
