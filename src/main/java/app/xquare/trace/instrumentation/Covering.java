package app.xquare.trace.instrumentation;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares objects as if the API server had not filled in its defaults. */
final class Covering {
  private Covering() {}

  /** Whether everything expected is there; lists must have the same elements in the same order. */
  static boolean covers(JsonNode actual, JsonNode expected) {
    if (expected instanceof ObjectNode object) {
      return actual.isObject() && object.properties().stream()
          .allMatch(member -> actual.has(member.getKey())
              && covers(actual.get(member.getKey()), member.getValue()));
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
}
