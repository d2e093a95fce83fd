package app.xquare.trace.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;

/** A MongoDB server in this process: the wire protocol is real, data is in memory and outlives a restart. */
final class InProcessServer implements AutoCloseable {
  private final MemoryBackend backend = new MemoryBackend() {
    @Override
    public void close() {
      // The data stays for the next start.
    }
  };
  private MongoServer server = new MongoServer(backend);
  private final InetSocketAddress address = server.bind();

  int port() {
    return address.getPort();
  }

  /** @param database none to leave it to the store */
  String uri(String database) {
    return uri(port(), database);
  }

  static String uri(int port, String database) {
    return "mongodb://127.0.0.1:" + port + "/" + database
        + "?serverSelectionTimeoutMS=300&connectTimeoutMS=300";
  }

  void stop() {
    server.shutdownNow();
  }

  /** Starts again on the same port with the same data. */
  void start() {
    server = new MongoServer(backend);
    server.bind(address);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
