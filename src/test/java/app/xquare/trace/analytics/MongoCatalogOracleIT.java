package app.xquare.trace.analytics;

import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.InProcessMongo;
import org.junit.jupiter.api.AfterEach;

/** Through the real driver and wire protocol. */
class MongoCatalogOracleIT extends CatalogOracle {
  private final InProcessMongo server = new InProcessMongo();

  @Override
  protected Backend open(int round) {
    return Backend.mongo(server.uri("round" + round));
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
