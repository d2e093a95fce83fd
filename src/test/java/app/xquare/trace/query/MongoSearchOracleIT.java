package app.xquare.trace.query;

import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.InProcessMongo;
import org.junit.jupiter.api.AfterEach;

/** Through the real driver and wire protocol. */
class MongoSearchOracleIT extends SearchOracle {
  private final InProcessMongo server = new InProcessMongo();

  @Override
  protected Backend open(int round) {
    return Backend.mongo(server.uri("round" + round), UNINDEXED);
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
