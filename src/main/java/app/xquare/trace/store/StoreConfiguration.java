package app.xquare.trace.store;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StoreConfiguration {
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Sequence sequence(Clock clock, TraceStore store) {
    return new Sequence(clock, store.lastSequence());
  }

  @Bean
  IndexPolicy indexPolicy(StoreProperties properties) {
    return new IndexPolicy(properties.unindexedAttributes());
  }

  @Bean
  Retention retention(TraceStore store, StoreProperties properties, Clock clock) {
    return new Retention(store, properties, clock);
  }
}
