package app.xquare.trace.analytics;

import app.xquare.trace.store.TraceStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AnalyticsConfiguration {
  @Bean
  CatalogRecorder catalogRecorder() {
    return new CatalogRecorder();
  }

  @Bean
  Catalog catalog(TraceStore store) {
    return new Catalog(store);
  }
}
