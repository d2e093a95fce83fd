package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.ServerBuilder;
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
  <T extends ServerBuilder<T>> ServerBuilderCustomizer<T> refusesUnreadableEncodings(
      DecompressorRegistry decompressors) {
    UnreadableEncoding unreadable = new UnreadableEncoding(decompressors);
    return builder -> builder.addStreamTracerFactory(unreadable).intercept(unreadable);
  }

  @Bean
  OtlpHttpServer otlpHttpServer(Ingest ingest, OtlpProperties properties) {
    return new OtlpHttpServer(properties, new OtlpServlet(ingest, properties));
  }
}
