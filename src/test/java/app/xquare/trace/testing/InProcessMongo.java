package app.xquare.trace.testing;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;

/** A MongoDB server in this process: the wire protocol is real, data is in memory and outlives a restart. */
public final class InProcessMongo implements AutoCloseable {
  private final MemoryBackend backend = new MemoryBackend() {
    @Override
    public void close() {
      // The data stays for the next start.
    }
  };
  private MongoServer server = new MongoServer(backend);
  private final InetSocketAddress address = server.bind();

  public int port() {
    return address.getPort();
  }

  /** @param database none to leave it to the store */
  public String uri(String database) {
    return uri(port(), database);
  }

  public static String uri(int port, String database) {
    return "mongodb://127.0.0.1:" + port + "/" + database
        + "?serverSelectionTimeoutMS=300&connectTimeoutMS=300";
  }

  public void stop() {
    server.shutdownNow();
  }

  /** Starts again on the same port with the same data. */
  public void start() {
    server = new MongoServer(backend);
    server.bind(address);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
