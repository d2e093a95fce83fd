package app.xquare.trace.model;

import java.util.List;

/** What only some questions about a span need, decoded when asked for. */
public record SpanDetails(List<Attribute> attributes, List<SpanEvent> events, List<SpanLink> links,
    String statusMessage, String traceState, int flags, int droppedAttributesCount,
    int droppedEventsCount, int droppedLinksCount) {}
