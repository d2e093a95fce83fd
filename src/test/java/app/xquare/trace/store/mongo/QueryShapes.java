package app.xquare.trace.store.mongo;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Hears every command of a client and says which ones no declared index answers: the whole collection
 * would be read, or the answer sorted in memory. In-process servers have no planner that could.
 */
final class QueryShapes implements CommandListener {
  /** MongoDB makes at most so many ordered ranges of one query, then it sorts in memory. */
  private static final int MAX_RANGES = 200;
  private static final Document BY_ID = new Document(Layout.ID, 1);

  private static final Set<String> WITHOUT_QUERY = Set.of("insert", "createIndexes", "create",
      "drop", "listCollections", "collStats", "getMore", "killCursors", "ping", "endSessions",
      "isMaster", "hello");

  private final Queue<BsonDocument> commands = new ConcurrentLinkedQueue<>();

  @Override
  public void commandStarted(CommandStartedEvent event) {
    commands.add(event.getCommand().clone());
  }

  List<BsonDocument> commands(String name) {
    return commands.stream().filter(command -> command.getFirstKey().equals(name)).toList();
  }

  /** The commands that are not answered by an index, empty if all is well. */
  List<BsonDocument> unanswered() {
    return commands.stream().filter(command -> !isAnswered(command)).toList();
  }

  static boolean isAnswered(BsonDocument command) {
    String name = command.getFirstKey();
    return switch (name) {
      case "find" -> isAnswered(collection(command), command.getDocument("filter"),
          command.getDocument("sort", new BsonDocument()), command.get("hint"));
      case "findAndModify" -> isAnswered(collection(command), command.getDocument("query"),
          new BsonDocument(), null);
      case "update" -> statements(command, "updates");
      case "delete" -> statements(command, "deletes");
      case "aggregate" -> command.getArray("pipeline").getFirst().asDocument()
          .containsKey("$collStats");
      default -> WITHOUT_QUERY.contains(name);
    };
  }

  private static String collection(BsonDocument command) {
    return command.getString(command.getFirstKey()).getValue();
  }

  private static boolean statements(BsonDocument command, String field) {
    return command.getArray(field, new BsonArray()).stream()
        .allMatch(statement -> isAnswered(collection(command),
            statement.asDocument().getDocument("q"), new BsonDocument(), null));
  }

  private static boolean isAnswered(String collection, BsonDocument filter, BsonDocument sort,
      @Nullable BsonValue hint) {
    if (collection.equals(Layout.PARTITIONS) && filter.isEmpty()) {
      return true; // all of a dozen rows
    }
    List<Document> indexes = new ArrayList<>();
    if (hint == null) {
      indexes.add(BY_ID);
    }
    if (collection.startsWith(Layout.fragments(""))) {
      Layout.FRAGMENT_INDEXES.stream()
          .filter(index -> hint == null || hint.asString().getValue().equals(index.name()))
          .forEach(index -> indexes.add(index.keys()));
    }
    return indexes.stream().anyMatch(index -> answers(index, filter, sort));
  }

  /** Points on a prefix of the index, then the sort as the next fields of it, all forwards or all backwards. */
  private static boolean answers(Document index, BsonDocument filter, BsonDocument sort) {
    List<Map.Entry<String, Object>> keys = List.copyOf(index.entrySet());
    int ranges = 1;
    int at = 0;
    while (at < keys.size() && points(filter.get(keys.get(at).getKey())) > 0) {
      ranges *= points(filter.get(keys.get(at).getKey()));
      at++;
    }
    int direction = 0;
    int next = at;
    for (Map.Entry<String, BsonValue> by : sort.entrySet()) {
      if (next == keys.size() || !keys.get(next).getKey().equals(by.getKey())) {
        return false;
      }
      int turn = by.getValue().asNumber().intValue() * (Integer) keys.get(next).getValue();
      if (direction != 0 && direction != turn) {
        return false;
      }
      direction = turn;
      next++;
    }
    boolean bounded = at > 0 || filter.containsKey(keys.getFirst().getKey())
        || (filter.isEmpty() && !sort.isEmpty());
    return bounded && (sort.isEmpty() || ranges <= MAX_RANGES);
  }

  /** How many single values a condition admits, zero if it is none or a range. */
  private static int points(@Nullable BsonValue condition) {
    if (condition == null) {
      return 0;
    }
    if (!condition.isDocument()) {
      return 1;
    }
    BsonArray in = condition.asDocument().getArray("$in", new BsonArray());
    return in.size();
  }
}
