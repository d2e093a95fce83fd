package app.xquare.trace.ops;

import app.xquare.trace.store.Partition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the store holds. Where it is not available only that is known, and the rest is NaN. */
final class StoreMetrics implements MeterBinder {
  private static final String PREFIX = "xquare.trace.store.";

  private final StoreWatch store;

  StoreMetrics(StoreWatch store) {
    this.store = store;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    MultiGauge sizes = MultiGauge.builder(PREFIX + "partition.size").baseUnit("bytes")
        .description("Space that the spans of one arrival day, or a part of it, take")
        .register(registry);
    Gauge.builder(PREFIX + "available", store, watch -> {
      StoreWatch.Figures figures = watch.figures();
      // Rows are kept, not replaced: this runs in the middle of a scrape, which would see both.
      sizes
          .register(figures.partitions().stream().map(partition -> row(partition.name())).toList());
      return figures.available() ? 1 : 0;
    }).description("1 if the store can be written to and read from").register(registry);
    gauge(registry, "partitions", null, "Arrival days, or parts of them, stored",
        figures -> figures.partitions().size());
    gauge(registry, "fragments", "fragments", "Fragments stored", StoreWatch.Figures::fragments);
    gauge(registry, "spans", "spans", "Spans stored", StoreWatch.Figures::spans);
    gauge(registry, "size", "bytes", "Space that the store takes",
        figures -> bytes(figures.bytes()));
    gauge(registry, "usable", "bytes", "Space that the store may still fill",
        figures -> figures.usableBytes() == Long.MAX_VALUE ? Double.NaN : figures.usableBytes());
  }

  private void gauge(MeterRegistry registry, String name, @Nullable String unit, String description,
      ToDoubleFunction<StoreWatch.Figures> value) {
    Gauge.builder(PREFIX + name, store, watch -> {
      StoreWatch.Figures figures = watch.figures();
      return figures.available() ? value.applyAsDouble(figures) : Double.NaN;
    }).baseUnit(unit).description(description).register(registry);
  }

  private MultiGauge.Row<StoreWatch> row(String partition) {
    return MultiGauge.Row.of(Tags.of("partition", partition), store,
        watch -> watch.figures().partitions().stream()
            .filter(one -> one.name().equals(partition)).mapToDouble(one -> bytes(one.bytes()))
            .sum());
  }

  private static double bytes(long bytes) {
    return bytes == Partition.UNKNOWN_BYTES ? Double.NaN : bytes;
  }
}
