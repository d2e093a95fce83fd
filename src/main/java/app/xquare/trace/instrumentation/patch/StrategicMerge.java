package app.xquare.trace.instrumentation.patch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The strategic merge patch between two states of a workload of a built-in kind. It names elements by
 * their keys, not by their places, so it fits an object that others changed meanwhile: it takes away
 * only what it names, never a list or map as a whole.
 */
public final class StrategicMerge {
  private static final Map<String, String> KEYS = Map.of("containers", "name", "initContainers",
      "name", "env", "name", "volumes", "name", "imagePullSecrets", "name", "volumeMounts",
      "mountPath");
  /** Maps that others write to as well. */
  private static final Set<String> SHARED = Set.of("metadata", "annotations", "nodeSelector");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StrategicMerge() {}

  /** Null if elements cannot be told apart: then only a JSON Patch can express it. */
  public static @Nullable ObjectNode between(ObjectNode from, ObjectNode to) {
    try {
      return members(from, to);
    } catch (AmbiguousKeyException twice) {
      return null;
    }
  }

  private static ObjectNode members(ObjectNode from, ObjectNode to) {
    ObjectNode patch = NODES.objectNode();
    for (var member : from.properties()) {
      if (!to.has(member.getKey())) {
        removed(patch, member.getKey(), member.getValue());
      }
    }
    for (var member : to.properties()) {
      JsonNode before = from.get(member.getKey());
      JsonNode after = member.getValue();
      if (before == null || !before.equals(after)) {
        member(patch, member.getKey(), before, after);
      }
    }
    return patch;
  }

  private static void removed(ObjectNode patch, String name, JsonNode before) {
    if (KEYS.containsKey(name) && before.isArray()) {
      member(patch, name, before, NODES.arrayNode());
    } else if (SHARED.contains(name) && before.isObject()) {
      member(patch, name, before, NODES.objectNode());
    } else {
      patch.putNull(name);
    }
  }

  private static void member(ObjectNode patch, String name, @Nullable JsonNode before,
      JsonNode after) {
    String key = KEYS.get(name);
    if (before != null && before.isContainer() && after.isNull()) {
      removed(patch, name, before);
    } else if (key != null && after instanceof ArrayNode to) {
      elements(patch, name, key,
          before instanceof ArrayNode from ? from : NODES.arrayNode(), to);
    } else if (before instanceof ObjectNode from && after instanceof ObjectNode to) {
      patch.set(name, members(from, to));
    } else {
      patch.set(name, after.deepCopy());
    }
  }

  private static void elements(ObjectNode patch, String name, String key, ArrayNode from,
      ArrayNode to) {
    Map<String, ObjectNode> before = byKey(from, key);
    Map<String, ObjectNode> after = byKey(to, key);
    List<String> untouched = new ArrayList<>(before.keySet());
    untouched.retainAll(after.keySet());
    List<String> common = new ArrayList<>(after.keySet());
    common.retainAll(before.keySet());
    // New elements would be put first, wherever they belong.
    if (!before.keySet().containsAll(after.keySet()) || !common.equals(untouched)) {
      ArrayNode order = patch.putArray("$setElementOrder/" + name);
      after.keySet().forEach(one -> order.addObject().put(key, one));
    }
    ArrayNode changes = NODES.arrayNode();
    after.forEach((one, element) -> {
      ObjectNode old = before.get(one);
      if (old == null) {
        changes.add(element.deepCopy());
      } else if (!old.equals(element)) {
        ObjectNode change = NODES.objectNode().put(key, one);
        change.setAll(members(old, element));
        changes.add(change);
      }
    });
    before.keySet().forEach(one -> {
      if (!after.containsKey(one)) {
        changes.addObject().put(key, one).put("$patch", "delete");
      }
    });
    if (!changes.isEmpty()) {
      patch.set(name, changes);
    }
  }

  private static Map<String, ObjectNode> byKey(ArrayNode array, String key) {
    Map<String, ObjectNode> elements = new LinkedHashMap<>();
    for (JsonNode element : array) {
      // A number or a truth value is another key than its text, and the API server takes neither.
      String name = element.path(key).stringValue("");
      if (!(element instanceof ObjectNode object) || name.isEmpty()
          || elements.put(name, object) != null) {
        throw new AmbiguousKeyException();
      }
    }
    return elements;
  }

  /** Ends the comparison from within. */
  private static final class AmbiguousKeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AmbiguousKeyException() {
      super("elements without a key of their own", null, false, false);
    }
  }
}
