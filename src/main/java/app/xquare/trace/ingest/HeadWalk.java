package app.xquare.trace.ingest;

import app.xquare.trace.codec.ProtoReader;
import app.xquare.trace.codec.SpanFields;

/** Checks what stands around spans: resources and scopes. */
final class HeadWalk {
  private static final int ENTITY_REFS = 3 << 3 | ProtoReader.LENGTH;

  private HeadWalk() {}

  /** Checks the fields of a {@code ResourceSpans} and hands out its resource's attributes. */
  static void resourceAttributes(byte[] head, SpanWalk.AttributeSink sink) {
    AttributeWalk attribute = new AttributeWalk();
    ProtoReader reader = new ProtoReader(head, 0, head.length);
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.SCHEMA_URL -> Utf8.check(reader, "resource_spans.schema_url");
        case SpanFields.RESOURCE -> {
          ProtoReader resource = reader.message();
          while (resource.hasMore()) {
            int inner = resource.tag();
            switch (inner) {
              case SpanFields.RESOURCE_ATTRIBUTES -> {
                attribute.read(resource.message(), "resource.attributes");
                sink.accept(attribute);
              }
              case ENTITY_REFS -> strings(resource.message(), "resource.entity_refs");
              default -> resource.skip(inner);
            }
          }
        }
        default -> reader.skip(tag);
      }
    }
  }

  /** Checks the fields of a {@code ScopeSpans}. */
  static void checkScope(byte[] head) {
    AttributeWalk attribute = new AttributeWalk();
    ProtoReader reader = new ProtoReader(head, 0, head.length);
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.SCHEMA_URL -> Utf8.check(reader, "scope_spans.schema_url");
        case SpanFields.SCOPE -> {
          ProtoReader scope = reader.message();
          while (scope.hasMore()) {
            int inner = scope.tag();
            switch (inner) {
              case SpanFields.SCOPE_NAME -> Utf8.check(scope, "scope.name");
              case SpanFields.SCOPE_VERSION -> Utf8.check(scope, "scope.version");
              case SpanFields.SCOPE_ATTRIBUTES ->
                attribute.check(scope.message(), "scope.attributes");
              default -> scope.skip(inner);
            }
          }
        }
        default -> reader.skip(tag);
      }
    }
  }

  /** All fields of an {@code EntityRef} are strings. */
  private static void strings(ProtoReader reader, String field) {
    while (reader.hasMore()) {
      int tag = reader.tag();
      if ((tag & 7) == ProtoReader.LENGTH) {
        Utf8.check(reader, field);
      } else {
        reader.skip(tag);
      }
    }
  }
}
