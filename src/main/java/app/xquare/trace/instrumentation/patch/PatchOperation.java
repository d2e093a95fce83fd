package app.xquare.trace.instrumentation.patch;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation of a JSON Patch.
 *
 * @param value null exactly for {@code remove}
 */
public record PatchOperation(String op, String path, @Nullable JsonNode value) {
  static final String TEST = "test";
  static final String ADD = "add";
  static final String REPLACE = "replace";
  static final String REMOVE = "remove";

  boolean isTest() {
    return op.equals(TEST);
  }

  /** A test that something is absent, which only Kubernetes' own library understands so. */
  boolean isTestOfAbsence() {
    return isTest() && value != null && value.isNull();
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("op", op).put("path", path);
    if (value != null) {
      json.set("value", value);
    }
    return json;
  }
}
