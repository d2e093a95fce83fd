package app.xquare.trace.model;

import java.util.List;

/**
 * Who produced spans.
 *
 * @param service {@code service.name}, or {@link #UNKNOWN_SERVICE} where it is missing or empty
 */
public record Resource(String service, List<Attribute> attributes, String schemaUrl) {
  public static final String SERVICE_NAME = "service.name";
  public static final String UNKNOWN_SERVICE = "unknown_service";
}
