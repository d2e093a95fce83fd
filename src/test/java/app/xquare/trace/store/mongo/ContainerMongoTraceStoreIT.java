package app.xquare.trace.store.mongo;

import app.xquare.trace.store.TraceStore;
import app.xquare.trace.store.TraceStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** Runs on a replica set of one member, where Docker is present. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerMongoTraceStoreIT extends TraceStoreContract {
  @Container
  private static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8.0");

  private final String database = "test_" + UUID.randomUUID().toString().substring(0, 8);

  @Override
  protected TraceStore open() {
    return MongoStores.open(MONGO.getReplicaSetUrl(database));
  }

  @AfterEach
  void dropDatabase() {
    MongoStores.dropDatabase(MONGO.getReplicaSetUrl(database));
  }
}
