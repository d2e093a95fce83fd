package app.xquare.trace.ops;

import app.xquare.trace.store.Partition;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the store can be written to and read from. Never says where it is: an address may hold a password. */
final class StoreHealth implements HealthIndicator {
  private final StoreWatch store;

  StoreHealth(StoreWatch store) {
    this.store = store;
  }

  @Override
  public Health health() {
    StoreWatch.Figures figures = store.figures();
    if (!figures.available()) {
      return Health.down().withDetail("available", false)
          .withDetail("reason", "the store cannot be written to or read from; the log says why")
          .build();
    }
    Health.Builder up = Health.up().withDetail("available", true)
        .withDetail("partitions", figures.partitions().size())
        .withDetail("fragments", figures.fragments()).withDetail("spans", figures.spans());
    if (figures.bytes() != Partition.UNKNOWN_BYTES) {
      up.withDetail("bytes", figures.bytes());
    }
    if (figures.usableBytes() != Long.MAX_VALUE) {
      up.withDetail("usableBytes", figures.usableBytes());
    }
    return up.build();
  }
}
