package app.xquare.trace.demo;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** The demo's traffic, as much as is wanted, at once. */
public final class DemoSpans {
  private DemoSpans() {}

  /** @param endpoint an OTLP/HTTP address with its path */
  public static void send(String endpoint, int traces) throws InterruptedException {
    Map<Service, OpenTelemetry> services = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build();
      BatchSpanProcessor processor = BatchSpanProcessor.builder(exporter)
          .setScheduleDelay(Duration.ofMillis(100)).build();
      services.put(service, OpenTelemetrySdk.builder().setTracerProvider(SdkTracerProvider.builder()
          .setResource(service.resource()).addSpanProcessor(processor).build()).build());
    }
    Player player = new Player(services, new Random());
    for (int i = 0; i < traces; i++) {
      player.play((System.currentTimeMillis() - 5_000) * 1_000_000);
      Thread.sleep(20);
    }
    services.values().forEach(sdk -> ((OpenTelemetrySdk) sdk).close());
  }
}
