package app.xquare.trace.model;

/**
 * One span as it was received. What search and trees need is at hand, the rest is in its source.
 *
 * @param parentSpanId {@link SpanIds#NONE} for a root
 * @param startUnixNano never negative
 * @param endUnixNano never before the start
 */
public record Span(TraceId traceId, long spanId, long parentSpanId, String name, SpanKind kind,
    long startUnixNano, long endUnixNano, StatusCode status, Resource resource, Scope scope,
    SpanSource source) {
  public long durationNanos() {
    return endUnixNano - startUnixNano;
  }

  public boolean isRoot() {
    return parentSpanId == SpanIds.NONE;
  }

  public boolean isError() {
    return status == StatusCode.ERROR;
  }

  public String service() {
    return resource.service();
  }

  public SpanDetails details() {
    return source.details();
  }
}
