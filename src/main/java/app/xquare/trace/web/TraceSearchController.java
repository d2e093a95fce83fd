package app.xquare.trace.web;

import app.xquare.trace.query.TraceQuery;
import app.xquare.trace.query.TraceSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "traces")
@RestController
class TraceSearchController {
  private final TraceSearch search;
  private final QueryMetrics metrics;
  private final Clock clock;

  TraceSearchController(TraceSearch search, QueryMetrics metrics, Clock clock) {
    this.search = search;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Operation(operationId = "searchTraces", summary = "Traces that match, newest first", description = "A trace matches if one of its spans started within the range and satisfies every"
      + " span parameter, and the trace satisfies every trace parameter. Following `nextCursor`"
      + " until `complete` gives every matching trace exactly once, as of the moment of the"
      + " first page. A page may come back short, even empty, and not complete, when one"
      + " request has looked at enough.")
  @SearchParameters
  @GetMapping(path = WebConfiguration.API + "/traces", produces = MediaType.APPLICATION_JSON_VALUE)
  SearchPageView search(QueryParameters parameters) {
    TraceQuery query = SearchRequest.query(parameters, clock.instant());
    return metrics.time("search",
        () -> SearchPageView.of(search.search(query, parameters.text("cursor"))));
  }
}
