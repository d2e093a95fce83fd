package app.xquare.trace.web;

import app.xquare.trace.model.NotFoundException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.query.StoredTrace;
import app.xquare.trace.query.TraceDiff;
import app.xquare.trace.query.TraceReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "traces", description = "Whole traces.")
@RestController
@RequestMapping(WebConfiguration.API + "/traces")
class TraceController {
  static final int DEFAULT_LIMIT = 1_000;
  static final int MAX_LIMIT = 10_000;
  private static final String TRACE_ID = "1 to 32 hexadecimal digits; leading zeros may be left out";

  private final TraceReader reader;
  private final QueryMetrics metrics;

  TraceController(TraceReader reader, QueryMetrics metrics) {
    this.reader = reader;
    this.metrics = metrics;
  }

  @Operation(operationId = "getTrace", summary = "A trace, assembled", description = "Rows in display order, a page of them at a time; everything else is about the"
      + " whole trace on every page. Each page shows what is stored when it is asked for.")
  @Parameter(name = "offset", in = ParameterIn.QUERY, example = "0", schema = @Schema(type = "integer", minimum = "0", defaultValue = "0"), description = "Index of the first row.")
  @Parameter(name = "limit", in = ParameterIn.QUERY, example = "1000", schema = @Schema(type = "integer", minimum = "1", maximum = "10000", defaultValue = "1000"), description = "At most so many rows.")
  @GetMapping(path = "/{traceId}", produces = MediaType.APPLICATION_JSON_VALUE)
  TraceView trace(
      @Parameter(description = TRACE_ID, example = "4bf92f3577b34da6a3ce929d0e0e4736") @PathVariable String traceId,
      QueryParameters parameters) {
    int offset = parameters.integer("offset", 0, Integer.MAX_VALUE, 0);
    int limit = parameters.integer("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    return metrics.time("trace",
        () -> TraceView.of(read("traceId", traceId).tree(), offset, limit));
  }

  @Operation(operationId = "getTraceOtlp", summary = "The spans of a trace as they were sent", description = "OTLP `TracesData`, every span once, in JSON or protobuf by `Accept`. The protobuf"
      + " form holds the very bytes of each span, unknown fields too.")
  @ApiResponse(responseCode = "200", description = "OK", content = {
      @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object")),
      @Content(mediaType = OtlpConverter.X_PROTOBUF, schema = @Schema(type = "string", format = "binary")),
      @Content(mediaType = OtlpConverter.PROTOBUF, schema = @Schema(type = "string", format = "binary"))})
  @GetMapping(path = "/{traceId}/otlp", produces = {MediaType.APPLICATION_JSON_VALUE,
      OtlpConverter.X_PROTOBUF, OtlpConverter.PROTOBUF})
  OtlpTrace otlp(
      @Parameter(description = TRACE_ID, example = "4bf92f3577b34da6a3ce929d0e0e4736") @PathVariable String traceId) {
    return metrics.time("otlp", () -> new OtlpTrace(read("traceId", traceId).otlp()));
  }

  @Operation(operationId = "diffTraces", summary = "What differs between two traces", description = "By call path: what was called, from where, how often and for how long.")
  @GetMapping(path = "/{a}/diff/{b}", produces = MediaType.APPLICATION_JSON_VALUE)
  TraceDiffView diff(
      @Parameter(description = TRACE_ID, example = "4bf92f3577b34da6a3ce929d0e0e4736") @PathVariable String a,
      @Parameter(description = TRACE_ID, example = "5b8efff798038103d269b633813fc60c") @PathVariable String b) {
    return metrics.time("diff", () -> TraceDiffView
        .of(TraceDiff.between(read("a", a).tree(), read("b", b).tree())));
  }

  private StoredTrace read(String field, String id) {
    TraceId traceId = TraceId.parse(field, id);
    StoredTrace trace = reader.read(traceId);
    if (trace == null) {
      throw new NotFoundException("The trace " + traceId + " is not stored.");
    }
    return trace;
  }
}
