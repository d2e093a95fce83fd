package app.xquare.trace.web;

import app.xquare.trace.testing.InProcessMongo;
import org.junit.jupiter.api.AfterAll;

/** Through the real driver and wire protocol. */
class MongoApiIT extends ApiScenarios {
  private final InProcessMongo mongo = new InProcessMongo();

  @Override
  String store() {
    return "xquare.trace.store.mongo-uri=" + mongo.uri("api");
  }

  @AfterAll
  void stopMongo() {
    mongo.close();
  }
}
