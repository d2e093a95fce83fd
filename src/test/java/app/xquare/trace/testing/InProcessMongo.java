package app.xquare.trace.testing;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A MongoDB server in this process: the wire protocol is real, data is in memory and outlives a restart. */
public final class InProcessMongo implements AutoCloseable {
  /** What the indexes of a collection take, where it says so. */
  public static final long INDEX_SIZE = 1_000;
  private static final int UNAUTHORIZED = 13;

  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private volatile boolean knowsCollStats;
  private final MemoryBackend backend = new MemoryBackend() {
    @Override
    public void close() {
      // The data stays for the next start.
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command,
        Document query) {
      if (refused.contains(command)) {
        throw new MongoServerError(UNAUTHORIZED, "Unauthorized",
            "not authorized to execute command " + command);
      }
      if (knowsCollStats && command.equals("aggregate")) {
        List<Document> sizes = new ArrayList<>();
        for (String collection : collections(query)) {
          Object size = super.handleCommand(channel, database, "collStats",
              new Document("collStats", collection)).get("size");
          sizes.add(new Document("ns", database + "." + collection).append("storageStats",
              new Document("storageSize", size).append("totalIndexSize", INDEX_SIZE)));
        }
        return new Document("cursor", new Document("id", 0L)
            .append("ns", database + "." + query.get("aggregate")).append("firstBatch", sizes))
            .append("ok", 1.0);
      }
      return super.handleCommand(channel, database, command, query);
    }
  };
  private MongoServer server = new MongoServer(backend);
  private final InetSocketAddress address = server.bind();
  private boolean running = true;

  public int port() {
    return address.getPort();
  }

  /**
   * For a client that waits long for the server: on a busy machine it may be slow.
   *
   * @param database none to leave it to the store
   */
  public String uri(String database) {
    return "mongodb://127.0.0.1:" + port() + "/" + database
        + "?serverSelectionTimeoutMS=60000&connectTimeoutMS=60000";
  }

  /** For a client that soon takes the server for away. */
  public static String uri(int port, String database) {
    return "mongodb://127.0.0.1:" + port + "/" + database
        + "?serverSelectionTimeoutMS=300&connectTimeoutMS=30000";
  }

  public void stop() {
    // A second time it may wait for ever, for a connection that came in while it shut down.
    if (running) {
      running = false;
      server.shutdownNow();
    }
  }

  /** From now on its user may not use this command; see {@link #allow}. */
  public void refuse(String command) {
    refused.add(command);
  }

  public void allow(String command) {
    refused.remove(command);
  }

  /** Answers aggregations that begin with {@code $collStats}, as later servers do, and no others. */
  public void learnCollStats() {
    knowsCollStats = true;
  }

  /** That which an aggregation begins with, then those that it is united with. */
  private static List<String> collections(Document aggregate) {
    List<String> collections = new ArrayList<>(List.of(aggregate.get("aggregate").toString()));
    for (Object stage : (Collection<?>) aggregate.get("pipeline")) {
      if (((Document) stage).get("$unionWith") instanceof Document other) {
        collections.add(other.get("coll").toString());
      }
    }
    return collections;
  }

  /** Starts again on the same port with the same data. */
  public void start() {
    server = new MongoServer(backend);
    server.bind(address);
    running = true;
  }

  @Override
  public void close() {
    stop();
  }
}
