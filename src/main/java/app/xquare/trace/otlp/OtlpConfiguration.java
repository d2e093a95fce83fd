package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.ServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;

@Configuration(proxyBeanMethods = false)
class OtlpConfiguration {
  @Bean
  OtlpGrpcReceiver otlpGrpcReceiver(Ingest ingest) {
    return new OtlpGrpcReceiver(ingest);
  }

  /** In place of gRPC's own. */
  @Bean
  DecompressorRegistry decompressorRegistry() {
    return DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false)
        .with(new LazyDecompressor(Compression.GZIP), true)
        .with(new LazyDecompressor(Compression.ZSTD), true);
  }

  @Bean
  RefusedRequests refusedRequests(MeterRegistry registry) {
    return new RefusedRequests(registry, System::nanoTime);
  }

  @Bean
  <T extends ServerBuilder<T>> ServerBuilderCustomizer<T> refusedCalls(
      DecompressorRegistry decompressors, RefusedRequests refused) {
    UnreadableEncoding unreadable = new UnreadableEncoding(decompressors);
    RefusedCalls calls = new RefusedCalls(refused);
    return builder -> builder.addStreamTracerFactory(unreadable).intercept(unreadable)
        .addStreamTracerFactory(calls).intercept(calls)
        .fallbackHandlerRegistry(new UnservedMethods());
  }

  /** Of the API's server. */
  @Bean
  TomcatFolders tomcatFolders() {
    return new TomcatFolders();
  }

  @Bean
  OtlpHttpServer otlpHttpServer(Ingest ingest, OtlpProperties properties,
      RefusedRequests refused) {
    return new OtlpHttpServer(properties, new OtlpServlet(ingest, properties, refused), refused);
  }
}
