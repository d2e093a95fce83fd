package app.xquare.trace.otlp;

import app.xquare.trace.testing.InProcessMongo;
import org.junit.jupiter.api.AfterAll;

/** Through the real driver and wire protocol. */
class MongoOtlpIT extends OtlpScenarios {
  private final InProcessMongo mongo = new InProcessMongo();

  @Override
  String store() {
    return "xquare.trace.store.mongo-uri=" + mongo.uri("otlp");
  }

  @AfterAll
  void stopMongo() {
    mongo.close();
  }
}
