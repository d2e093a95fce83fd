package app.xquare.trace.instrumentation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares objects as if the API server had not filled in its defaults. */
final class Covering {
  /** Lists whose elements may have been put elsewhere since, and what tells them apart. */
  private static final Map<String, String> UNORDERED = Map.of("env", "name", "volumes", "name",
      "volumeMounts", "mountPath");

  private Covering() {}

  /**
   * Whether everything expected is there. Lists must have the same elements; in the same order, but
   * for those that Kubernetes does not order. References between variables have to be looked at apart.
   */
  static boolean covers(JsonNode actual, JsonNode expected) {
    if (expected instanceof ObjectNode object) {
      return actual.isObject() && object.properties().stream()
          .allMatch(member -> member(actual.get(member.getKey()), member.getKey(),
              member.getValue()));
    }
    if (!expected.isArray()) {
      return expected.equals(actual);
    }
    if (!actual.isArray() || actual.size() != expected.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!covers(actual.get(i), expected.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean member(@Nullable JsonNode actual, String name,
      JsonNode expected) {
    if (actual == null) {
      return false;
    }
    String key = UNORDERED.get(name);
    if (covers(actual, expected)) {
      return true;
    }
    return key != null && actual instanceof ArrayNode now && expected instanceof ArrayNode wanted
        && now.size() == wanted.size() && wanted.valueStream().allMatch(
            element -> now.valueStream().filter(one -> one.path(key).equals(element.path(key)))
                .count() == 1
                && now.valueStream().anyMatch(one -> covers(one, element)));
  }
}
