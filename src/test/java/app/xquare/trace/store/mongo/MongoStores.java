package app.xquare.trace.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;

/** Opens the store as {@link MongoConfiguration} does, without an application around it. */
final class MongoStores {
  private MongoStores() {}

  /** Filters of traces are seen to by hand. */
  static MongoTraceStore open(String uri, CommandListener... listeners) {
    ConnectionString connection = MongoConfiguration.connectionString(uri);
    var settings = MongoConfiguration.settings(connection);
    for (CommandListener listener : listeners) {
      settings.addCommandListener(listener);
    }
    MongoClient client = MongoClients.create(settings.build());
    return new MongoTraceStore(client, MongoConfiguration.template(client, connection));
  }

  static void dropDatabase(String uri) {
    ConnectionString connection = MongoConfiguration.connectionString(uri);
    try (MongoClient client = MongoClients
        .create(MongoConfiguration.settings(connection).build())) {
      MongoConfiguration.template(client, connection).getDb().drop();
    }
  }
}
