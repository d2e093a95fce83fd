package app.xquare.trace.model;

import java.util.List;

/** A reference to another span, in this trace or another; ids as sent, so they may be invalid. */
public record SpanLink(TraceId traceId, long spanId, String traceState, List<Attribute> attributes,
    int droppedAttributesCount, int flags) {}
