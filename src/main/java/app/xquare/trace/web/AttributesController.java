package app.xquare.trace.web;

import app.xquare.trace.analytics.Catalog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "attributes", description = "Which attributes and values exist, for completing what is"
    + " typed.")
@RestController
@RequestMapping(path = WebConfiguration.API
    + "/attributes", produces = MediaType.APPLICATION_JSON_VALUE)
class AttributesController {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  private final Catalog catalog;
  private final QueryMetrics metrics;
  private final Clock clock;

  AttributesController(Catalog catalog, QueryMetrics metrics, Clock clock) {
    this.catalog = catalog;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Operation(operationId = "listAttributes", summary = "Attribute keys", description = "Keys of span and resource attributes that begin with `prefix`, in order, with"
      + " where they stand and the types of their values.")
  @CompletionParameters
  @TimeRangeParameters
  @GetMapping
  AttributesView attributes(QueryParameters parameters) {
    TimeRange range = TimeRange.of(parameters, clock.instant());
    String prefix = Objects.requireNonNullElse(parameters.text("prefix"), "");
    String service = parameters.text("service");
    int limit = parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    return metrics.time("attributes", () -> AttributesView.of(catalog.keys(prefix, service,
        range.fromUnixNano(), range.toUnixNano(), limit + 1), limit));
  }

  @Operation(operationId = "listAttributeValues", summary = "Values of an attribute", description = "Values that begin with `prefix`, in order, in the text form in which searches"
      + " compare them. Of a key with very many values only the first that were seen are known;"
      + " `complete` says so.")
  @CompletionParameters
  @TimeRangeParameters
  @GetMapping("/{key}/values")
  AttributeValuesView values(
      @Parameter(description = "Key of the attribute, percent-encoded (a slash is `%2F`)", example = "http.route") @PathVariable String key,
      QueryParameters parameters) {
    TimeRange range = TimeRange.of(parameters, clock.instant());
    String prefix = Objects.requireNonNullElse(parameters.text("prefix"), "");
    String service = parameters.text("service");
    int limit = parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    return metrics.time("values", () -> AttributeValuesView.of(catalog.values(key, prefix, service,
        range.fromUnixNano(), range.toUnixNano(), limit)));
  }
}
