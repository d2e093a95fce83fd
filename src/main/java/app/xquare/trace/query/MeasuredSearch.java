package app.xquare.trace.query;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/** A search whose cost shows in the metrics. */
final class MeasuredSearch implements TraceSearch {
  private final TraceSearch search;
  private final DistributionSummary scanned;

  MeasuredSearch(TraceSearch search, MeterRegistry registry) {
    this.search = search;
    this.scanned = DistributionSummary.builder("xquare.trace.query.scanned").baseUnit("fragments")
        .description("Fragments looked at for one page of a search").register(registry);
  }

  @Override
  public SearchPage search(TraceQuery query, @Nullable String cursor) {
    SearchPage page = search.search(query, cursor);
    scanned.record((double) page.scannedFragments());
    return page;
  }
}
