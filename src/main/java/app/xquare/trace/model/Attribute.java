package app.xquare.trace.model;

/** One key and its value, in the order in which it was sent. */
public record Attribute(String key, AttributeValue value) {}
