package app.xquare.trace.web;

import app.xquare.trace.analytics.Catalog;
import app.xquare.trace.model.SpanKind;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Operations")
record OperationsView(List<OperationView> operations) {
  @Schema(name = "Operation")
  record OperationView(@Schema(description = "Name of spans") String name,
      @Schema(description = "Kinds of spans with this name") List<String> kinds) {}

  static OperationsView of(List<Catalog.Operation> operations) {
    return new OperationsView(operations.stream().map(operation -> new OperationView(
        operation.name(), operation.kinds().stream().map(SpanKind::text).toList())).toList());
  }
}
