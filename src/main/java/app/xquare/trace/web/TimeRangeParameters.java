package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation takes what {@link TimeRange#of} reads. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Parameter(name = "from", in = ParameterIn.QUERY, example = "-1h", schema = @Schema(type = "string"), description = "Earliest start of spans, inclusive: RFC 3339 with an offset"
    + " (`2026-11-22T01:02:03Z`), milliseconds since the epoch, or a time before now (`-1h`,"
    + " `-15m`, `-7d`, `now`, `now-1h`). Absent: no bound.")
@Parameter(name = "to", in = ParameterIn.QUERY, example = "now", schema = @Schema(type = "string"), description = "Latest start of spans, inclusive, written like `from`. Absent: no bound.")
@interface TimeRangeParameters {}
