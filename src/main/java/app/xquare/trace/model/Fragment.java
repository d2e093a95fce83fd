package app.xquare.trace.model;

/**
 * The spans of one trace that were committed together: the unit of storage, immutable.
 *
 * @param sequence unique, and larger for what was committed later; {@code store.Sequence} gives it
 * @param startUnixNano the earliest start of its spans
 * @param lastStartUnixNano the latest start of its spans, at most {@link #MAX_SPREAD_NANOS} later, so
 *   that a search knows how far before its range a fragment can begin
 * @param maxDurationNanos the longest duration of its spans
 * @param payload what {@code codec.FragmentCodec} wrote
 */
@SuppressWarnings("ArrayRecordComponent")
public record Fragment(TraceId traceId, long sequence, long startUnixNano, long lastStartUnixNano,
    long maxDurationNanos, int spanCount, byte[] payload) {
  public static final long MAX_SPREAD_NANOS = 60_000_000_000L;
}
