package app.xquare.trace.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Counts what a server is told to write. Indexes are those that the client creates, and {@code _id}; a
 * document adds an entry to an index for every distinct element of the array it is on.
 */
final class MongoWrites {
  private final Map<String, Map<String, List<String>>> indexes = new HashMap<>();
  private Counts counts = Counts.NONE;

  /**
   * @param fragments documents inserted into the collections of fragments, the same of the catalogs
   * @param fragmentBytes of BSON
   * @param fragmentKeys entries in the indexes of these collections
   * @param implied rows written into the collections that say which tokens others imply
   * @param commands of all kinds
   * @param bytes of all messages
   */
  record Counts(long fragments, long fragmentBytes, long fragmentKeys, long catalogs,
      long catalogBytes, long implied, long dictionaries, long commands, long bytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Counts plus(Counts o) {
      return new Counts(fragments + o.fragments, fragmentBytes + o.fragmentBytes,
          fragmentKeys + o.fragmentKeys, catalogs + o.catalogs, catalogBytes + o.catalogBytes,
          implied + o.implied, dictionaries + o.dictionaries, commands + o.commands,
          bytes + o.bytes);
    }

    Counts minus(Counts o) {
      return new Counts(fragments - o.fragments, fragmentBytes - o.fragmentBytes,
          fragmentKeys - o.fragmentKeys, catalogs - o.catalogs, catalogBytes - o.catalogBytes,
          implied - o.implied, dictionaries - o.dictionaries, commands - o.commands,
          bytes - o.bytes);
    }
  }

  synchronized Counts counts() {
    return counts;
  }

  synchronized void saw(byte[] bytes) {
    counts = counts.plus(new Counts(0, 0, 0, 0, 0, 0, 0, 1, bytes.length));
    MongoMessage message = MongoMessage.read(bytes);
    if (message == null) {
      return;
    }
    switch (message.name()) {
      case "createIndexes" -> message.documents("indexes")
          .forEach(index -> declared(message.collection(), index));
      case "insert" -> message.documents("documents")
          .forEach(document -> inserted(message.collection(), document));
      case "update" -> updated(message.collection(), message.documents("updates").size());
      default -> {
        // Nothing is written, or nothing that grows with the spans.
      }
    }
  }

  private void declared(String collection, BsonDocument index) {
    indexes.computeIfAbsent(collection, first -> new TreeMap<>()).put(
        index.getString("name").getValue(), List.copyOf(index.getDocument("key").keySet()));
  }

  private void inserted(String collection, RawBsonDocument document) {
    int size = document.getByteBuffer().remaining();
    if (collection.startsWith("fragments")) {
      counts = counts.plus(new Counts(1, size, keys(collection, document), 0, 0, 0, 0, 0, 0));
    } else if (collection.startsWith("catalog")) {
      counts = counts.plus(new Counts(0, 0, 0, 1, size, 0, 0, 0, 0));
    } else if (collection.equals("dictionaries")) {
      counts = counts.plus(new Counts(0, 0, 0, 0, 0, 0, 1, 0, 0));
    }
  }

  private void updated(String collection, int rows) {
    if (collection.startsWith("implied")) {
      counts = counts.plus(new Counts(0, 0, 0, 0, 0, rows, 0, 0, 0));
    }
  }

  private long keys(String collection, BsonDocument document) {
    long keys = 1;
    for (List<String> fields : indexes.getOrDefault(collection, Map.of()).values()) {
      long entries = 1;
      for (String field : fields) {
        BsonValue value = document.get(field);
        if (value != null && value.isArray()) {
          entries *= Math.max(1, new HashSet<>(value.asArray()).size());
        }
      }
      keys += entries;
    }
    return keys;
  }
}
