package app.xquare.trace.store.mongo;

import java.util.List;
import org.bson.Document;

/** Names of collections, fields and indexes. */
final class Layout {
  static final String PARTITIONS = "partitions";
  static final String DICTIONARIES = "dictionaries";

  static final String ID = "_id";
  static final String TRACE = "t";
  static final String START = "s";
  static final String LAST_START = "l";
  static final String DURATION = "d";
  static final String SPANS = "n";
  static final String TOKENS = "k";
  static final String PAYLOAD = "p";

  static final String MIN_START = "lo";
  static final String MAX_START = "hi";
  static final String FRAGMENT_COUNT = "f";
  static final String SPAN_COUNT = "n";

  static final String BYTES = "b";

  /** Every fragment carries it, so that a scan without a clause has an index too. */
  static final long EVERY_FRAGMENT = 0;

  /** @param keys field to 1 or -1, in order */
  record DeclaredIndex(String name, Document keys) {}

  static final DeclaredIndex BY_TRACE = new DeclaredIndex("trace", new Document(TRACE, 1));
  static final DeclaredIndex BY_TOKEN = new DeclaredIndex("token_start",
      new Document(TOKENS, 1).append(START, -1).append(ID, -1).append(DURATION, 1));

  /** Made when a partition is made, on its collection of fragments. Nothing else is indexed but {@code _id}. */
  static final List<DeclaredIndex> FRAGMENT_INDEXES = List.of(BY_TRACE, BY_TOKEN);

  private Layout() {}

  static String fragments(String partition) {
    return "fragments_" + partition;
  }

  static String catalog(String partition) {
    return "catalog_" + partition;
  }
}
