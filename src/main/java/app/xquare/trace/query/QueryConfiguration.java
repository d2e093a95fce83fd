package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class QueryConfiguration {
  @Bean
  TraceReader traceReader(TraceStore store, Sequence sequence, FragmentCodec codec) {
    return new TraceReader(store, sequence, codec);
  }

  @Bean
  TraceSearch traceSearch(TraceStore store, Sequence sequence, FragmentCodec codec,
      QueryProperties properties, MeterRegistry registry) {
    return new MeasuredSearch(
        new SnapshotSearch(store, sequence, codec, properties, System::nanoTime), registry);
  }
}
