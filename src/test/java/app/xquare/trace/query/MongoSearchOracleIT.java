package app.xquare.trace.query;

import app.xquare.trace.testing.Backend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.junit.jupiter.api.AfterEach;

/** Through the real driver and wire protocol. */
class MongoSearchOracleIT extends SearchOracle {
  private final MongoServer server = new MongoServer(new MemoryBackend());
  private final String address = server.bindAndGetConnectionString();

  @Override
  protected Backend open(int round) {
    return Backend.mongo(address + "/round" + round, UNINDEXED);
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }
}
