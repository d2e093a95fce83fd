package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Short words for reading and making JSON trees. */
final class Json {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  static ObjectNode object() {
    return NODES.objectNode();
  }

  static ArrayNode array() {
    return NODES.arrayNode();
  }

  static ArrayNode array(Iterable<String> texts) {
    ArrayNode array = array();
    texts.forEach(array::add);
    return array;
  }

  static JsonNode text(String text) {
    return NODES.stringNode(text);
  }

  /** The member as text, or null if it is not there or no text. */
  static @Nullable String text(@Nullable JsonNode object, String member) {
    JsonNode value = object == null ? null : object.get(member);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  /** The elements that are objects, none if there is no such array. */
  static List<ObjectNode> objects(@Nullable JsonNode object, String member) {
    JsonNode value = object == null ? null : object.get(member);
    return value instanceof ArrayNode array
        ? array.valueStream().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast)
            .toList()
        : List.of();
  }

  static boolean isAbsent(@Nullable JsonNode value) {
    return value == null || value.isNull();
  }

  /** {@code {name, valueFrom: {fieldRef: {fieldPath}}}}. */
  static ObjectNode field(String name, String fieldPath) {
    ObjectNode entry = object().put("name", name);
    entry.putObject("valueFrom").putObject("fieldRef").put("fieldPath", fieldPath);
    return entry;
  }

  static ObjectNode variable(String name, String value) {
    return object().put("name", name).put("value", value);
  }
}
