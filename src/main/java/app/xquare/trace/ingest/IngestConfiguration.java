package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.store.CurrentPartition;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
  @Bean
  FragmentCodec fragmentCodec(TraceStore store) {
    return new FragmentCodec(store::dictionary);
  }

  @Bean
  DictionaryLearning dictionaryLearning(TraceStore store, FragmentCodec codec, Clock clock) {
    return new DictionaryLearning(store, codec, clock);
  }

  @Bean
  GroupCommit ingest(TraceStore store, Sequence sequence, IndexPolicy policy,
      CatalogRecorder catalog, FragmentCodec codec,
      DictionaryLearning learning, IngestProperties properties,
      MeterRegistry registry, CurrentPartition current) {
    return new GroupCommit(store, sequence, policy, catalog,
        new FragmentBuilder(codec, learning::offer), properties,
        new IngestMetrics(registry), current);
  }
}
