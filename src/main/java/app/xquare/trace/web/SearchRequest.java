package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.StatusCode;
import app.xquare.trace.query.AttributeFilter;
import app.xquare.trace.query.TraceQuery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A search as its parameters say it. */
final class SearchRequest {
  private SearchRequest() {}

  static TraceQuery query(QueryParameters parameters, Instant now) {
    TimeRange range = TimeRange.of(parameters, now);
    return TraceQuery.builder().service(parameters.text("service"))
        .operation(parameters.text("operation"))
        .kind(parameters.choice("kind", SpanKind.values(), SpanKind::text))
        .status(parameters.choice("status", StatusCode.values(), StatusCode::text))
        .minDurationNanos(parameters.duration("minDuration", 0))
        .maxDurationNanos(upper(parameters, "minDuration", "maxDuration"))
        .rootOnly(parameters.flag("rootOnly"))
        .attributes(parameters.texts("attribute").stream().map(AttributeFilter::parse).toList())
        .minTraceDurationNanos(parameters.duration("minTraceDuration", 0))
        .maxTraceDurationNanos(upper(parameters, "minTraceDuration", "maxTraceDuration"))
        .rootService(parameters.text("rootService")).rootOperation(parameters.text("rootOperation"))
        .minSpanCount(parameters.integer("minSpans", 0, Integer.MAX_VALUE, 0))
        .maxSpanCount(spans(parameters)).fromUnixNano(range.fromUnixNano())
        .toUnixNano(range.toUnixNano()).givenRange(givenRange(parameters))
        .limit(parameters.integer("limit", 1, TraceQuery.MAX_LIMIT, TraceQuery.DEFAULT_LIMIT))
        .build();
  }

  private static long upper(QueryParameters parameters, String min, String max) {
    long upper = parameters.duration(max, Long.MAX_VALUE);
    if (parameters.duration(min, 0) > upper) {
      throw notBelow(parameters, min, max);
    }
    return upper;
  }

  private static int spans(QueryParameters parameters) {
    int upper = parameters.integer("maxSpans", 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
    if (parameters.integer("minSpans", 0, Integer.MAX_VALUE, 0) > upper) {
      throw notBelow(parameters, "minSpans", "maxSpans");
    }
    return upper;
  }

  private static InvalidInputException notBelow(QueryParameters parameters, String min,
      String max) {
    return new InvalidInputException(min, String.valueOf(parameters.text(min)),
        "at most " + max + " (" + parameters.text(max) + ")");
  }

  /** Only words whose meaning moves with the clock have to be told from the instants. */
  private static @Nullable String givenRange(QueryParameters parameters) {
    String from = parameters.text("from");
    String to = parameters.text("to");
    return TimeText.isRelative(from) || TimeText.isRelative(to) ? from + " to " + to : null;
  }
}
