package app.xquare.trace.store.lucene;

import app.xquare.trace.store.StoreProperties;
import app.xquare.trace.store.TraceStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedded engine, unless a MongoDB is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${xquare.trace.store.mongo-uri:}'.isEmpty()")
class LuceneConfiguration {
  @Bean
  TraceStore traceStore(StoreProperties properties) {
    return LuceneTraceStore.open(properties.dataDirectory());
  }
}
