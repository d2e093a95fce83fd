package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation completes what somebody types. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(name = "prefix", in = ParameterIn.QUERY, example = "http.", schema = @Schema(type = "string"), description = "What the answers begin with. Absent: anything.")
@Parameter(name = "service", in = ParameterIn.QUERY, example = "checkout", schema = @Schema(type = "string"), description = "Only what this service sent. Absent: all services.")
@Parameter(name = "limit", in = ParameterIn.QUERY, example = "20", schema = @Schema(type = "integer", minimum = "1", maximum = "1000", defaultValue = "100"), description = "At most so many answers.")
@interface CompletionParameters {}
