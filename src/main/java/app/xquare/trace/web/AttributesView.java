package app.xquare.trace.web;

import app.xquare.trace.analytics.AttributeScope;
import app.xquare.trace.analytics.AttributeType;
import app.xquare.trace.analytics.Catalog;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Attributes")
record AttributesView(List<KeyView> attributes,
    @Schema(description = "False if there are further keys") boolean complete) {
  @Schema(name = "AttributeKey")
  record KeyView(String key,
      @Schema(description = "Where it stands: `span`, `resource`") List<String> scopes,
      @Schema(description = "Types of its values: `string`, `bool`, `int`, `double`, `bytes`,"
          + " `array`, `map`, `empty`") List<String> types) {}

  /** @param keys one more than the limit where there are further ones */
  static AttributesView of(List<Catalog.Key> keys, int limit) {
    return new AttributesView(
        keys.stream().limit(limit)
            .map(key -> new KeyView(key.key(),
                key.scopes().stream().map(AttributeScope::text).toList(),
                key.types().stream().map(AttributeType::text).toList()))
            .toList(),
        keys.size() <= limit);
  }
}
