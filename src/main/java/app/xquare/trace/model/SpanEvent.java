package app.xquare.trace.model;

import java.util.List;

/** Something that happened during a span. */
public record SpanEvent(long timeUnixNano, String name, List<Attribute> attributes,
    int droppedAttributesCount) {}
