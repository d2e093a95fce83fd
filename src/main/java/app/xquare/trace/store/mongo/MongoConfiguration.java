package app.xquare.trace.store.mongo;

import app.xquare.trace.store.StoreProperties;
import app.xquare.trace.store.TraceStore;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Present when {@code xquare.trace.store.mongo-uri} is not empty. Nothing here waits for the server. */
@Configuration(proxyBeanMethods = false)
@Conditional(MongoConfiguration.UriIsSet.class)
class MongoConfiguration {
  static final String URI = "xquare.trace.store.mongo-uri";
  private static final String DEFAULT_DATABASE = "xquare_trace";

  @Bean
  MongoClient mongoClient(StoreProperties properties) {
    return MongoClients.create(settings(connectionString(properties.mongoUri())).build());
  }

  @Bean
  MongoTemplate mongoTemplate(MongoClient client, StoreProperties properties) {
    return template(client, connectionString(properties.mongoUri()));
  }

  @Bean
  TraceStore mongoTraceStore(MongoClient client, MongoTemplate template) {
    MongoTraceStore store = new MongoTraceStore(client, template);
    store.startFilters();
    return store;
  }

  /** @throws IllegalArgumentException that does not repeat the URI: it may hold a password */
  static ConnectionString connectionString(String uri) {
    try {
      return new ConnectionString(uri.strip());
    } catch (IllegalArgumentException e) {
      String shown = uri.contains("://") ? uri.substring(0, uri.indexOf("://")) + "://…" : "…";
      throw new IllegalArgumentException(URI + ": " + shown
          + " (expected: mongodb://host[:port]/database or mongodb+srv://host/database, with : / ? #"
          + " [ ] @ in a user name or password percent-encoded)");
    }
  }

  static MongoTemplate template(MongoClient client, ConnectionString uri) {
    String database = uri.getDatabase();
    return new MongoTemplate(client, database == null ? DEFAULT_DATABASE : database);
  }

  /**
   * The URI may change the waiting times, but not what acknowledgement rests on: a write counts when
   * a majority has it in the journal, and all reads go to the primary, which has all such writes.
   */
  static MongoClientSettings.Builder settings(ConnectionString uri) {
    return MongoClientSettings.builder().applicationName("xquare-trace")
        .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(3, TimeUnit.SECONDS))
        .applyToSocketSettings(socket -> socket.connectTimeout(3, TimeUnit.SECONDS).readTimeout(60,
            TimeUnit.SECONDS))
        .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(5, TimeUnit.SECONDS))
        .applyConnectionString(uri).writeConcern(WriteConcern.MAJORITY.withJournal(true)
            .withWTimeout(20, TimeUnit.SECONDS))
        .readPreference(ReadPreference.primary()).readConcern(ReadConcern.LOCAL);
  }

  static final class UriIsSet implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !context.getEnvironment().getProperty(URI, "").isBlank();
    }
  }
}
