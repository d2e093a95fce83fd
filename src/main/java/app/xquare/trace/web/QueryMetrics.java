package app.xquare.trace.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** How long answers take; what searches look at is counted where they run. */
@Component
class QueryMetrics {
  private final MeterRegistry registry;

  QueryMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** @param query what is asked, a small set of names */
  <T> T time(String query, Supplier<T> work) {
    Timer.Sample started = Timer.start(registry);
    String outcome = "error";
    try {
      T answer = work.get();
      outcome = "success";
      return answer;
    } finally {
      started.stop(Timer.builder("xquare.trace.query.time")
          .description("Time that answers to questions about traces took")
          .tag("query", query).tag("outcome", outcome).publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofMillis(1)).maximumExpectedValue(Duration.ofSeconds(30))
          .register(registry));
    }
  }
}
