package app.xquare.trace.store.mongo;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** Runs on a replica set of one member, where Docker is present. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerMongoTraceStoreIT extends MongoContract {
  @Container
  private static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8.0");

  private final String database = "test_" + UUID.randomUUID().toString().substring(0, 8);

  @Override
  protected MongoTraceStore open() {
    return MongoStores.open(MONGO.getReplicaSetUrl(database));
  }

  @AfterEach
  void dropDatabase() {
    MongoStores.dropDatabase(MONGO.getReplicaSetUrl(database));
  }
}
