package app.xquare.trace.model;

import java.util.List;

/** The instrumentation scope of spans; empty strings where nothing was sent. */
public record Scope(String name, String version, List<Attribute> attributes, String schemaUrl) {}
