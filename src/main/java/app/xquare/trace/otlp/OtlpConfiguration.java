package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import io.grpc.Decompressor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OtlpConfiguration {
  @Bean
  OtlpGrpcReceiver otlpGrpcReceiver(Ingest ingest) {
    return new OtlpGrpcReceiver(ingest);
  }

  /** In place of gRPC's own. */
  @Bean
  Decompressor gzip() {
    return new GzipDecompressor();
  }

  @Bean
  OtlpHttpServer otlpHttpServer(Ingest ingest, OtlpProperties properties) {
    return new OtlpHttpServer(properties, new OtlpServlet(ingest, properties));
  }
}
