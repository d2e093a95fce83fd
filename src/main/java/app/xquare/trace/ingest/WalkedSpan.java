package app.xquare.trace.ingest;

import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.TraceId;
import java.util.List;

/**
 * A span that was checked, with what storing it needs.
 *
 * @param tokens of the span alone, see {@link #resourceTokens}
 * @param resourceTokens shared by all spans of a resource
 */
record WalkedSpan(TraceId traceId, long startUnixNano, long endUnixNano, WireSpan wire,
    List<String> tokens, List<String> resourceTokens) {}
