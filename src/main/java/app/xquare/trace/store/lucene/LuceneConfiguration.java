package app.xquare.trace.store.lucene;

import app.xquare.trace.store.StoreProperties;
import app.xquare.trace.store.TraceStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The embedded engine, unless a MongoDB is named. */
@Configuration(proxyBeanMethods = false)
@Conditional(LuceneConfiguration.NoMongoUri.class)
class LuceneConfiguration {
  @Bean
  TraceStore luceneTraceStore(StoreProperties properties) {
    return LuceneTraceStore.open(properties.dataDirectory());
  }

  static final class NoMongoUri implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return context.getEnvironment().getProperty("xquare.trace.store.mongo-uri", "").isBlank();
    }
  }
}
