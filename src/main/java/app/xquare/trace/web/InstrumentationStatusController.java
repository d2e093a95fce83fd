package app.xquare.trace.web;

import app.xquare.trace.query.TraceReader;
import app.xquare.trace.query.TraceSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "instrumentation")
@RestController
@RequestMapping(InstrumentationController.PATH)
class InstrumentationStatusController {
  private final TraceSearch search;
  private final TraceReader reader;
  private final QueryMetrics metrics;
  private final Clock clock;

  InstrumentationStatusController(TraceSearch search, TraceReader reader, QueryMetrics metrics,
      Clock clock) {
    this.search = search;
    this.reader = reader;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Operation(operationId = "getInstrumentationStatus", summary = "Whether spans of a workload arrive", description = "Since when, from which SDK and agent, and the last trace. Told by the resource attributes"
      + " that a patch or the operator sets; of workloads without them by service.namespace and"
      + " service.name.")
  @Parameter(name = "namespace", in = ParameterIn.QUERY, required = true, example = "shop-prod", schema = @Schema(type = "string"), description = "Of the workload.")
  @Parameter(name = "workload", in = ParameterIn.QUERY, required = true, example = "checkout", schema = @Schema(type = "string"), description = "Its name.")
  @GetMapping(path = "/status", produces = MediaType.APPLICATION_JSON_VALUE)
  InstrumentationStatusView status(QueryParameters query) {
    String namespace = InstrumentationCatalogController.name("namespace", query.text("namespace"));
    String workload = InstrumentationCatalogController.name("workload", query.text("workload"));
    long now = clock.millis() * 1_000_000;
    // Clocks of senders may be ahead.
    long until = now + 24L * 3_600 * 1_000_000_000;
    return metrics.time("status",
        () -> new WorkloadSpans(search, reader, namespace, workload, System::nanoTime)
            .status(until));
  }
}
