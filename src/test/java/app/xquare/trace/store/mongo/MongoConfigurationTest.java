package app.xquare.trace.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import app.xquare.trace.store.StoreProperties;
import app.xquare.trace.store.TraceStore;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

class MongoConfigurationTest {
  private final ApplicationContextRunner application = new ApplicationContextRunner()
      .withUserConfiguration(Properties.class, MongoConfiguration.class);

  @Test
  void isAbsentWithoutAUri() {
    application.run(context -> assertThat(context).doesNotHaveBean(TraceStore.class)
        .doesNotHaveBean(MongoClient.class));
    application.withPropertyValues(MongoConfiguration.URI + "= ")
        .run(context -> assertThat(context).doesNotHaveBean(MongoClient.class));
  }

  @Test
  void startsWithAServerThatIsNotThere() {
    application.withPropertyValues(MongoConfiguration.URI + "=mongodb://127.0.0.1:1")
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(TraceStore.class);
          assertThat(context.getBean(MongoTemplate.class).getDb().getName())
              .isEqualTo("xquare_trace");
        });
  }

  @Test
  void takesTheDatabaseFromTheUri() {
    application.withPropertyValues(MongoConfiguration.URI + "=mongodb://127.0.0.1:1/traces")
        .run(context -> assertThat(context.getBean(MongoTemplate.class).getDb().getName())
            .isEqualTo("traces"));
  }

  @Test
  void theUriCannotWeakenAnAcknowledgement() {
    MongoClientSettings settings = settings("mongodb://127.0.0.1/?w=1&journal=false"
        + "&readPreference=secondary&readConcernLevel=available&serverSelectionTimeoutMS=77"
        + "&retryWrites=false");

    WriteConcern writes = settings.getWriteConcern();
    assertThat(writes.getWObject()).isEqualTo("majority");
    assertThat(writes.getJournal()).isTrue();
    assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
    assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.LOCAL);
    assertThat(settings.getRetryWrites()).isFalse();
    assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS))
        .isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://db:S3cret@host", "mongodb://app:S3/cret@host",
      "mongodb://app:S3:cret@host", "app:S3cret@host", "mongodb://app:S3cret@host:port/x"})
  void refusesAWrongUriWithoutRepeatingIt(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MongoConfiguration.connectionString(uri))
        .withMessageStartingWith("xquare.trace.store.mongo-uri: ")
        .withMessageContaining("(expected: mongodb://").withMessageNotContaining("S3")
        .withMessageNotContaining("cret").withNoCause();
  }

  private static MongoClientSettings settings(String uri) {
    return MongoConfiguration.settings(MongoConfiguration.connectionString(uri)).build();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(StoreProperties.class)
  static class Properties {}
}
