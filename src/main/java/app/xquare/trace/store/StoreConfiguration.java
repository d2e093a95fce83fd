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
  CurrentPartition currentPartition(TraceStore store, Clock clock) {
    return new CurrentPartition(store, clock);
  }

  @Bean
  Retention retention(TraceStore store, CurrentPartition current, StoreProperties properties,
      Clock clock) {
    return new Retention(store, current, properties, clock);
  }
}
