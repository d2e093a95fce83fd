package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation takes what {@link SearchRequest} reads. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TimeRangeParameters
@Parameter(name = "service", in = ParameterIn.QUERY, example = "checkout", schema = @Schema(type = "string"), description = "Service of the span.")
@Parameter(name = "operation", in = ParameterIn.QUERY, example = "POST /orders", schema = @Schema(type = "string"), description = "Name of the span.")
@Parameter(name = "kind", in = ParameterIn.QUERY, example = "server", schema = @Schema(type = "string", allowableValues = {
    "unspecified", "internal", "server", "client", "producer",
    "consumer"}), description = "Kind of the span.")
@Parameter(name = "status", in = ParameterIn.QUERY, example = "error", schema = @Schema(type = "string", allowableValues = {
    "unset", "ok", "error"}), description = "Status of the span.")
@Parameter(name = "minDuration", in = ParameterIn.QUERY, example = "100ms", schema = @Schema(type = "string"), description = "Least duration of the span, inclusive: a number"
    + " with a unit, `ns`, `us`, `ms`, `s`, `m`, `h` or `d` (`1.2s`, `1m30s`).")
@Parameter(name = "maxDuration", in = ParameterIn.QUERY, example = "2s", schema = @Schema(type = "string"), description = "Largest duration of the span, inclusive.")
@Parameter(name = "rootOnly", in = ParameterIn.QUERY, example = "true", schema = @Schema(type = "boolean", defaultValue = "false"), description = "The span has no parent.")
@Parameter(name = "attribute", in = ParameterIn.QUERY, example = "http.response.status_code>=500", array = @ArraySchema(schema = @Schema(type = "string")), description = "A condition on the span, repeatable, up to 32: `key=value`, `key!=value`, `key>n`,"
    + " `key>=n`, `key<n`, `key<=n`, `key~regex` (RE2, found anywhere), `key` (is there), `!key`"
    + " (is not there). A bare key means the span or its resource; `span.`, `resource.`,"
    + " `event.`, `link.` and `scope.` before it say where. A key in double quotes is taken as"
    + " it is.")
@Parameter(name = "minTraceDuration", in = ParameterIn.QUERY, example = "500ms", schema = @Schema(type = "string"), description = "Least duration of the trace, inclusive.")
@Parameter(name = "maxTraceDuration", in = ParameterIn.QUERY, example = "10s", schema = @Schema(type = "string"), description = "Largest duration of the trace, inclusive.")
@Parameter(name = "rootService", in = ParameterIn.QUERY, example = "gateway", schema = @Schema(type = "string"), description = "`rootService` of the trace's summary.")
@Parameter(name = "rootOperation", in = ParameterIn.QUERY, example = "POST /orders", schema = @Schema(type = "string"), description = "`rootOperation` of the trace's summary.")
@Parameter(name = "minSpans", in = ParameterIn.QUERY, example = "10", schema = @Schema(type = "integer", minimum = "0"), description = "Least number of spans in the"
    + " trace, inclusive.")
@Parameter(name = "maxSpans", in = ParameterIn.QUERY, example = "1000", schema = @Schema(type = "integer", minimum = "0"), description = "Largest number of spans in the"
    + " trace, inclusive.")
@Parameter(name = "limit", in = ParameterIn.QUERY, example = "20", schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "20"), description = "At most so many traces a page; the one parameter that may change between pages.")
@Parameter(name = "cursor", in = ParameterIn.QUERY, schema = @Schema(type = "string"), description = "`nextCursor` of the page before, with the same"
    + " other parameters.")
@interface SearchParameters {}
