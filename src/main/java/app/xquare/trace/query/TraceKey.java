package app.xquare.trace.query;

import app.xquare.trace.model.TraceId;

/**
 * A trace's place in the order of a search's results.
 *
 * @param startUnixNano the earliest start of all that was received of the trace, also of copies that
 *   deduplication leaves out: so no fragment of the trace starts before it
 */
record TraceKey(long startUnixNano, TraceId traceId) implements Comparable<TraceKey> {
  /** Negative if this comes first: the later start, then the smaller id. */
  @Override
  public int compareTo(TraceKey other) {
    int byStart = Long.compare(other.startUnixNano, startUnixNano);
    return byStart != 0 ? byStart : traceId.compareTo(other.traceId);
  }
}
