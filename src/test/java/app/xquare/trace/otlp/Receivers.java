package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.ingest.IngestStatus;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** Both receivers on free ports, with what would be stored given to the test instead. */
final class Receivers implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final ManagedChannel channel;
  final BlockingQueue<byte[]> taken = new LinkedBlockingQueue<>();
  volatile Function<byte[], CompletableFuture<IngestResult>> ingest = request -> CompletableFuture
      .completedFuture(new IngestResult(1, 0, ""));

  @EnableAutoConfiguration
  @EnableConfigurationProperties(OtlpProperties.class)
  @Import(OtlpConfiguration.class)
  static class Parts {}

  Receivers(String... properties) {
    Map<String, String> arguments = new LinkedHashMap<>(
        Map.of("spring.grpc.server.port", "0", "xquare.trace.otlp.http-port", "0",
            // There is no store here.
            "management.endpoint.health.validate-group-membership", "false"));
    for (String property : properties) {
      int equals = property.indexOf('=');
      arguments.put(property.substring(0, equals), property.substring(equals + 1));
    }
    context = new SpringApplicationBuilder(Parts.class).web(WebApplicationType.NONE)
        .initializers(starting -> ((GenericApplicationContext) starting)
            .registerBean(Ingest.class, Recording::new))
        .run(arguments.entrySet().stream()
            .map(property -> "--" + property.getKey() + "=" + property.getValue())
            .toArray(String[]::new));
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort()).usePlaintext().build();
  }

  private final class Recording implements Ingest {
    @Override
    public CompletableFuture<IngestResult> submit(byte[] request) {
      taken.add(Arrays.copyOf(request, request.length));
      return ingest.apply(request);
    }

    @Override
    public IngestStatus status() {
      return new IngestStatus(true, 0, 1);
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  int grpcPort() {
    return context.getBean(GrpcServerLifecycle.class).getPort();
  }

  int httpPort() {
    return context.getBean(OtlpHttpServer.class).port();
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + httpPort() + path);
  }

  /** How many requests were refused so far. */
  double refused(String protocol, String reason) {
    return context.getBean(MeterRegistry.class).get("xquare.trace.otlp.refused")
        .tag("protocol", protocol).tag("reason", reason).counter().count();
  }

  void stop() {
    context.close();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    context.close();
  }
}
