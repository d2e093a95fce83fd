package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Instrumentations")
record InstrumentationsView(
    @ArraySchema(schema = @Schema(type = "object", implementation = Object.class), arraySchema = @Schema(description = "Resources of opentelemetry.io/v1alpha1")) List<Object> instrumentations) {}
