package app.xquare.trace.ingest;

import app.xquare.trace.store.Commit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What ingest counts about itself. */
final class IngestMetrics {
  private static final String PREFIX = "xquare.trace.ingest.";

  private final Counter received;
  private final Counter repeated;
  private final Counter failed;
  private final Counter faulty;
  private final Counter stored;
  private final Counter storedBytes;
  private final DistributionSummary commitSpans;
  private final Timer commitTime;
  private final MeterRegistry registry;

  IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    received = Counter.builder(PREFIX + "received").baseUnit("spans")
        .description("Spans in requests that could be read").register(registry);
    repeated = Counter.builder(PREFIX + "repeated").baseUnit("requests")
        .description("Requests that were sent again and not stored twice").register(registry);
    failed = Counter.builder(PREFIX + "commits.failed")
        .description("Commits that the store did not take")
        .register(registry);
    stored = Counter.builder(PREFIX + "stored").baseUnit("spans")
        .description("Spans acknowledged as durable").register(registry);
    storedBytes = Counter.builder(PREFIX + "payload").baseUnit("bytes")
        .description("Compressed payload of acknowledged spans").register(registry);
    commitSpans = DistributionSummary.builder(PREFIX + "commit.size").baseUnit("spans")
        .description("Spans made durable together").register(registry);
    commitTime = Timer.builder(PREFIX + "commit.time")
        .description("From the first span of a commit to its durability")
        .publishPercentileHistogram().minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10)).register(registry);
    // Shown from the start, so that an alert has something to watch.
    for (SpanRejection.Reason reason : SpanRejection.Reason.values()) {
      rejected(reason);
    }
    faulty = rejected("fault");
  }

  private Counter rejected(SpanRejection.Reason reason) {
    return rejected(reason.name().toLowerCase(Locale.ROOT));
  }

  private Counter rejected(String reason) {
    return Counter.builder(PREFIX + "rejected").baseUnit("spans").tag("reason", reason)
        .description("Spans rejected").register(registry);
  }

  void watch(CommitQueue queue) {
    Gauge.builder(PREFIX + "queue.size", queue, CommitQueue::bytes).baseUnit("bytes")
        .description("Requests that wait for a commit").register(registry);
    Gauge.builder(PREFIX + "queue.capacity", queue, CommitQueue::capacity).baseUnit("bytes")
        .description("Requests that may wait for a commit").register(registry);
  }

  void received(long spans) {
    received.increment((double) spans);
  }

  void rejected(Map<SpanRejection.Reason, Integer> byReason) {
    byReason.forEach((reason, spans) -> rejected(reason).increment(spans));
  }

  /** Spans that could be read and never stored, by a fault of ours. */
  void faulty(int spans) {
    faulty.increment(spans);
  }

  void repeated() {
    repeated.increment();
  }

  void failed() {
    failed.increment();
  }

  void committed(List<Commit.Entry> entries, long nanos) {
    long spans = 0;
    long bytes = 0;
    for (Commit.Entry entry : entries) {
      spans += entry.fragment().spanCount();
      bytes += entry.fragment().payload().length;
    }
    stored.increment((double) spans);
    storedBytes.increment((double) bytes);
    commitSpans.record((double) spans);
    commitTime.record(Duration.ofNanos(nanos));
  }
}
