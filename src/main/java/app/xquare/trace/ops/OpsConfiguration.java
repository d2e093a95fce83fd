package app.xquare.trace.ops;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.store.TraceStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The names of the health beans are the names in {@code /actuator/health}. */
@Configuration(proxyBeanMethods = false)
class OpsConfiguration {
  @Bean
  StoreWatch storeWatch(TraceStore store) {
    return new StoreWatch(store);
  }

  @Bean
  HealthIndicator storeHealthIndicator(StoreWatch store) {
    return new StoreHealth(store);
  }

  @Bean
  HealthIndicator ingestHealthIndicator(Ingest ingest) {
    return new IngestHealth(ingest);
  }

  @Bean
  MeterBinder storeMetrics(StoreWatch store) {
    return new StoreMetrics(store);
  }
}
