package app.xquare.trace.web;

import app.xquare.trace.analytics.Catalog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "services", description = "Which services and operations sent spans.")
@RestController
@RequestMapping(path = WebConfiguration.API
    + "/services", produces = MediaType.APPLICATION_JSON_VALUE)
class ServicesController {
  private final Catalog catalog;
  private final QueryMetrics metrics;
  private final Clock clock;

  ServicesController(Catalog catalog, QueryMetrics metrics, Clock clock) {
    this.catalog = catalog;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Operation(operationId = "listServices", summary = "Services that sent spans", description = "In order of their names. Holds every service seen in the time range and may hold"
      + " more: what exists is known by day of arrival.")
  @TimeRangeParameters
  @GetMapping
  ServicesView services(QueryParameters parameters) {
    TimeRange range = TimeRange.of(parameters, clock.instant());
    return metrics.time("services", () -> ServicesView
        .of(catalog.services(range.fromUnixNano(), range.toUnixNano())));
  }

  @Operation(operationId = "listOperations", summary = "Operations of a service", description = "Span names in order, with the kinds they were seen with. None for a service"
      + " that is not known.")
  @TimeRangeParameters
  @GetMapping("/{service}/operations")
  OperationsView operations(
      @Parameter(description = "Name of the service, percent-encoded (a slash is `%2F`)", example = "checkout") @PathVariable String service,
      QueryParameters parameters) {
    TimeRange range = TimeRange.of(parameters, clock.instant());
    return metrics.time("operations", () -> OperationsView
        .of(catalog.operations(service, range.fromUnixNano(), range.toUnixNano())));
  }
}
