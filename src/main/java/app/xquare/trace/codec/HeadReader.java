package app.xquare.trace.codec;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeValue;
import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import java.util.ArrayList;
import java.util.List;

/** Decodes the heads that {@link TracesDataWalk} cuts out: resources and scopes. */
public final class HeadReader {
  private HeadReader() {}

  /** @param head the fields of a {@code ResourceSpans} */
  public static Resource resource(byte[] head) {
    List<Attribute> attributes = new ArrayList<>();
    String schemaUrl = "";
    ProtoReader reader = new ProtoReader(head, 0, head.length);
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.RESOURCE ->
          attributes(reader.message(), SpanFields.RESOURCE_ATTRIBUTES, attributes);
        case SpanFields.SCHEMA_URL -> schemaUrl = reader.string();
        default -> reader.skip(tag);
      }
    }
    return new Resource(service(attributes), List.copyOf(attributes), schemaUrl);
  }

  /** @param head the fields of a {@code ScopeSpans} */
  public static Scope scope(byte[] head) {
    String name = "";
    String version = "";
    String schemaUrl = "";
    List<Attribute> attributes = new ArrayList<>();
    ProtoReader reader = new ProtoReader(head, 0, head.length);
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.SCHEMA_URL -> schemaUrl = reader.string();
        case SpanFields.SCOPE -> {
          ProtoReader scope = reader.message();
          while (scope.hasMore()) {
            int inner = scope.tag();
            switch (inner) {
              case SpanFields.SCOPE_NAME -> name = scope.string();
              case SpanFields.SCOPE_VERSION -> version = scope.string();
              case SpanFields.SCOPE_ATTRIBUTES ->
                attributes.add(AttributeReader.attribute(scope.message()));
              default -> scope.skip(inner);
            }
          }
        }
        default -> reader.skip(tag);
      }
    }
    return new Scope(name, version, List.copyOf(attributes), schemaUrl);
  }

  private static void attributes(ProtoReader reader, int field, List<Attribute> sink) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == field) {
        sink.add(AttributeReader.attribute(reader.message()));
      } else {
        reader.skip(tag);
      }
    }
  }

  private static String service(List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (attribute.key().equals(Resource.SERVICE_NAME)
          && attribute.value() instanceof AttributeValue.StringValue(String name)
          && !name.isEmpty()) {
        return name;
      }
    }
    return Resource.UNKNOWN_SERVICE;
  }
}
