package app.xquare.trace.query;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.StatusCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are searched. A trace matches if ONE of its spans started within the range and
 * satisfies everything that is said about spans, and the trace satisfies everything that is said
 * about traces. Every bound is inclusive; null admits all.
 *
 * @param service of the span
 * @param operation name of the span
 * @param kind of the span
 * @param status of the span
 * @param minDurationNanos of the span
 * @param maxDurationNanos of the span
 * @param rootOnly whether the span must be without a parent id
 * @param attributes of the span, see {@link AttributeFilter}
 * @param minTraceDurationNanos compared with {@link TraceSummary#durationNanos()}
 * @param rootService compared with {@link TraceSummary#rootService()}
 * @param rootOperation compared with {@link TraceSummary#rootOperation()}
 * @param fromUnixNano earliest start of the span
 * @param toUnixNano latest start of the span
 * @param givenRange the range as the caller wrote it, such as {@code -1h}: a cursor stays good for
 *   the same words, whatever instants they mean by then; null where the instants themselves were
 *   given
 * @param limit at most so many traces a page
 */
public record TraceQuery(@Nullable String service, @Nullable String operation,
    @Nullable SpanKind kind, @Nullable StatusCode status, long minDurationNanos,
    long maxDurationNanos, boolean rootOnly, List<AttributeFilter> attributes,
    long minTraceDurationNanos, long maxTraceDurationNanos, @Nullable String rootService,
    @Nullable String rootOperation, int minSpanCount, int maxSpanCount, long fromUnixNano,
    long toUnixNano, @Nullable String givenRange, int limit) {
  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 1000;
  public static final int MAX_ATTRIBUTES = 32;

  /** @throws InvalidInputException naming the parameter as the API spells it */
  public TraceQuery {
    attributes = List.copyOf(attributes);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInputException("limit", Integer.toString(limit), "1 to " + MAX_LIMIT);
    }
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw new InvalidInputException("attribute", attributes.size() + " conditions",
          "at most " + MAX_ATTRIBUTES);
    }
    ordered("minDuration", minDurationNanos, "maxDuration", maxDurationNanos);
    ordered("minTraceDuration", minTraceDurationNanos, "maxTraceDuration", maxTraceDurationNanos);
    ordered("minSpanCount", minSpanCount, "maxSpanCount", maxSpanCount);
    ordered("from", fromUnixNano, "to", toUnixNano);
  }

  private static void ordered(String minField, long min, String maxField, long max) {
    if (min > max) {
      throw new InvalidInputException(minField, Long.toString(min),
          "at most " + maxField + ", which is " + max);
    }
  }

  /** Starts with a query for every trace, {@link #DEFAULT_LIMIT} a page. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether traces themselves are asked about, not only their spans. */
  boolean asksAboutTraces() {
    return minTraceDurationNanos > 0 || maxTraceDurationNanos < Long.MAX_VALUE
        || rootService != null || rootOperation != null || minSpanCount > 0
        || maxSpanCount < Integer.MAX_VALUE;
  }

  /** The same query for other instants. */
  TraceQuery within(long from, long to) {
    return new TraceQuery(service, operation, kind, status, minDurationNanos, maxDurationNanos,
        rootOnly, attributes, minTraceDurationNanos, maxTraceDurationNanos, rootService,
        rootOperation, minSpanCount, maxSpanCount, from, to, givenRange, limit);
  }

  /** Builds a query parameter by parameter. */
  public static final class Builder {
    private @Nullable String service;
    private @Nullable String operation;
    private @Nullable SpanKind kind;
    private @Nullable StatusCode status;
    private long minDurationNanos;
    private long maxDurationNanos = Long.MAX_VALUE;
    private boolean rootOnly;
    private List<AttributeFilter> attributes = List.of();
    private long minTraceDurationNanos;
    private long maxTraceDurationNanos = Long.MAX_VALUE;
    private @Nullable String rootService;
    private @Nullable String rootOperation;
    private int minSpanCount;
    private int maxSpanCount = Integer.MAX_VALUE;
    private long fromUnixNano;
    private long toUnixNano = Long.MAX_VALUE;
    private @Nullable String givenRange;
    private int limit = DEFAULT_LIMIT;

    private Builder() {}

    public Builder service(@Nullable String value) {
      service = value;
      return this;
    }

    public Builder operation(@Nullable String value) {
      operation = value;
      return this;
    }

    public Builder kind(@Nullable SpanKind value) {
      kind = value;
      return this;
    }

    public Builder status(@Nullable StatusCode value) {
      status = value;
      return this;
    }

    public Builder minDurationNanos(long value) {
      minDurationNanos = value;
      return this;
    }

    public Builder maxDurationNanos(long value) {
      maxDurationNanos = value;
      return this;
    }

    public Builder rootOnly(boolean value) {
      rootOnly = value;
      return this;
    }

    public Builder attributes(List<AttributeFilter> value) {
      attributes = value;
      return this;
    }

    public Builder minTraceDurationNanos(long value) {
      minTraceDurationNanos = value;
      return this;
    }

    public Builder maxTraceDurationNanos(long value) {
      maxTraceDurationNanos = value;
      return this;
    }

    public Builder rootService(@Nullable String value) {
      rootService = value;
      return this;
    }

    public Builder rootOperation(@Nullable String value) {
      rootOperation = value;
      return this;
    }

    public Builder minSpanCount(int value) {
      minSpanCount = value;
      return this;
    }

    public Builder maxSpanCount(int value) {
      maxSpanCount = value;
      return this;
    }

    public Builder fromUnixNano(long value) {
      fromUnixNano = value;
      return this;
    }

    public Builder toUnixNano(long value) {
      toUnixNano = value;
      return this;
    }

    public Builder givenRange(@Nullable String value) {
      givenRange = value;
      return this;
    }

    public Builder limit(int value) {
      limit = value;
      return this;
    }

    /** @throws InvalidInputException naming the parameter as the API spells it */
    public TraceQuery build() {
      return new TraceQuery(service, operation, kind, status, minDurationNanos, maxDurationNanos,
          rootOnly, attributes, minTraceDurationNanos, maxTraceDurationNanos, rootService,
          rootOperation, minSpanCount, maxSpanCount, fromUnixNano, toUnixNano, givenRange, limit);
    }
  }
}
