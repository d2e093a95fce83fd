package app.xquare.trace.store.mongo;

import java.util.Arrays;
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

  static final String INCARNATION = "i";
  static final String FILTER = "x";

  static final String BYTES = "b";
  static final String CARRIERS = "c";
  static final String WORDS = "w";
  static final String CHECKSUM = "c";

  /** Every fragment carries it, so that a scan without a clause has an index too. */
  static final int EVERY_FRAGMENT = 0;

  /** @param keys field to 1 or -1, in order */
  record DeclaredIndex(String name, Document keys) {}

  static final DeclaredIndex BY_TRACE = new DeclaredIndex("trace", new Document(TRACE, 1));
  static final DeclaredIndex BY_TOKEN = new DeclaredIndex("token_start",
      new Document(TOKENS, 1).append(START, -1).append(ID, -1).append(DURATION, 1));

  /** Made when a partition is made, on its collection of fragments. Nothing else is indexed but {@code _id}. */
  static final List<DeclaredIndex> FRAGMENT_INDEXES = List.of(BY_TRACE, BY_TOKEN);

  private Layout() {}

  /**
   * As a token is stored: half of it. Among ten million spans a token then meets about one fragment in
   * a hundred searches that does not have it.
   */
  static int token(long token) {
    return (int) token;
  }

  /** Ascending, each once. */
  static int[] tokens(long[] tokens) {
    return Arrays.stream(tokens).mapToInt(Layout::token).sorted().distinct().toArray();
  }

  static String fragments(String partition) {
    return "fragments_" + partition;
  }

  static String catalog(String partition) {
    return "catalog_" + partition;
  }

  static String implied(String partition) {
    return "implied_" + partition;
  }

  static String filter(String partition) {
    return "filter_" + partition;
  }
}
