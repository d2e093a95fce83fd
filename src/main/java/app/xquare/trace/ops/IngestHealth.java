package app.xquare.trace.ops;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether spans are taken in. A full queue is no failure: senders are told to retry. */
final class IngestHealth implements HealthIndicator {
  private final Ingest ingest;

  IngestHealth(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public Health health() {
    IngestStatus status = ingest.status();
    Health.Builder health = status.running() ? Health.up() : Health.outOfService();
    return health.withDetail("running", status.running())
        .withDetail("queuedBytes", status.queuedBytes())
        .withDetail("queueCapacityBytes", status.queueCapacityBytes()).build();
  }
}
