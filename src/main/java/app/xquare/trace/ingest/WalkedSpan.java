package app.xquare.trace.ingest;

import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.TraceId;

/**
 * A span that was checked, with what storing it needs.
 *
 * @param tokens of the span alone, in no order, without those of its resource
 */
@SuppressWarnings("ArrayRecordComponent")
record WalkedSpan(TraceId traceId, long startUnixNano, long endUnixNano, WireSpan wire,
    long[] tokens, KnownResource resource) {}
