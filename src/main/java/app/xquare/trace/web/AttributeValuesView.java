package app.xquare.trace.web;

import app.xquare.trace.analytics.Catalog;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "AttributeValues")
record AttributeValuesView(List<String> values,
    @Schema(description = "False if there may be further values") boolean complete) {
  static AttributeValuesView of(Catalog.Values values) {
    return new AttributeValuesView(values.values(), values.complete());
  }
}
