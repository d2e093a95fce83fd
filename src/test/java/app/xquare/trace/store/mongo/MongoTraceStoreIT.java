package app.xquare.trace.store.mongo;

import app.xquare.trace.testing.InProcessMongo;
import org.junit.jupiter.api.AfterEach;

/** Through the real driver and wire protocol; proves answers, never speed: the server has no indexes. */
class MongoTraceStoreIT extends MongoContract {
  private final InProcessMongo server = new InProcessMongo();

  @Override
  protected MongoTraceStore open() {
    return MongoStores.open(server.uri("contract"));
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
