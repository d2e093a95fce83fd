package app.xquare.trace.demo;

import com.google.common.net.InetAddresses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;
import org.springframework.stereotype.Component;

/** Sends the demo platform's traces, as any client would, for as long as the application runs. */
@Component
@Profile("demo")
class DemoTraffic {
  private static final Logger log = LoggerFactory.getLogger(DemoTraffic.class);
  private static final long TRACES_PER_SECOND = 3;
  private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
  /** Longer than any journey: what is sent has just ended. */
  private static final Duration AGO = Duration.ofSeconds(5);

  private final List<OpenTelemetrySdk> sdks = new ArrayList<>();
  private @Nullable ScheduledExecutorService clock;

  @EventListener
  synchronized void start(GrpcServerStartedEvent server) {
    if (clock != null) {
      return;
    }
    String endpoint = endpoint(server.getServer().getListenSockets().getFirst());
    Map<Service, OpenTelemetry> services = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      OpenTelemetrySdk sdk = sdk(service, endpoint);
      sdks.add(sdk);
      services.put(service, sdk);
    }
    Player player = new Player(services, new Random());
    clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("demo").factory());
    var _ = clock.scheduleAtFixedRate(() -> play(player), 0, 1_000 / TRACES_PER_SECOND,
        TimeUnit.MILLISECONDS);
    log.info("demo=started services={} tracesPerSecond={} endpoint={}", services.size(),
        TRACES_PER_SECOND, endpoint);
  }

  /** Where the server listens; one that listens everywhere is reached by loopback. */
  static String endpoint(SocketAddress listening) {
    if (!(listening instanceof InetSocketAddress socket)) {
      throw new IllegalStateException("listens on " + listening + " (expected: an IP address)");
    }
    InetAddress address = socket.getAddress().isAnyLocalAddress()
        ? InetAddress.getLoopbackAddress()
        : socket.getAddress();
    return "http://" + InetAddresses.toUriString(address) + ":" + socket.getPort();
  }

  /** Comes before any server stops, so that the last spans still arrive. */
  @EventListener(ContextClosedEvent.class)
  synchronized void stop() {
    if (clock != null) {
      clock.close();
    }
    sdks.forEach(OpenTelemetrySdk::close);
    sdks.clear();
  }

  private static void play(Player player) {
    try {
      Instant start = Instant.now().minus(AGO);
      player.play(start.getEpochSecond() * 1_000_000_000L + start.getNano());
    } catch (RuntimeException e) {
      // The executor would silently stop.
      log.warn("demo=failed", e);
    }
  }

  private static OpenTelemetrySdk sdk(Service service, String endpoint) {
    OtlpGrpcSpanExporter exporter = OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).build();
    return OpenTelemetrySdk.builder()
        .setTracerProvider(SdkTracerProvider.builder().setResource(service.resource())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter).setScheduleDelay(EXPORT_EVERY).build())
            .build())
        .build();
  }
}
