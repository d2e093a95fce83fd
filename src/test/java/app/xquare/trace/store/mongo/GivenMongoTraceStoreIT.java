package app.xquare.trace.store.mongo;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Runs on a server that somebody has at hand, in databases of its own that it drops again. */
@EnabledIfEnvironmentVariable(named = "XQUARE_TEST_MONGO_URI", matches = ".+", disabledReason = "XQUARE_TEST_MONGO_URI is not set (expected: mongodb://host:port, without a database)")
class GivenMongoTraceStoreIT extends MongoContract {
  private final String uri = database(System.getenv("XQUARE_TEST_MONGO_URI"),
      "xquare_test_" + UUID.randomUUID().toString().substring(0, 8));

  @Override
  protected MongoTraceStore open() {
    return MongoStores.open(uri);
  }

  @AfterEach
  void dropDatabase() {
    MongoStores.dropDatabase(uri);
  }

  /** Puts a database into a URI that has none. */
  static String database(String uri, String database) {
    int options = uri.indexOf('?');
    String server = options < 0 ? uri : uri.substring(0, options);
    String slash = server.indexOf('/', server.indexOf("://") + 3) < 0 ? "/" : "";
    return server + slash + database + (options < 0 ? "" : uri.substring(options));
  }
}
