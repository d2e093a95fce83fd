package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies strategic merge patches as the API server does, as far as ours go. */
@NullUnmarked
final class StrategicMergeApplier {
  private static final Map<String, String> KEYS = Map.of("containers", "name", "initContainers",
      "name", "env", "name", "volumes", "name", "imagePullSecrets", "name", "volumeMounts",
      "mountPath");
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergeApplier() {}

  static ObjectNode apply(ObjectNode object, JsonNode patch) {
    ObjectNode result = object.deepCopy();
    merge(result, (ObjectNode) patch);
    return result;
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    patch.forEachEntry((name, value) -> {
      if (name.startsWith("$")) {
        return;
      }
      if (value.isNull()) {
        into.remove(name);
      } else if (KEYS.containsKey(name) && value instanceof ArrayNode elements) {
        ArrayNode current = into.get(name) instanceof ArrayNode array
            ? array
            : into.putArray(name);
        elements(current, elements, KEYS.get(name));
      } else if (value instanceof ObjectNode object && into.get(name) instanceof ObjectNode old) {
        merge(old, object);
      } else {
        into.set(name, value.deepCopy());
      }
    });
    patch.forEachEntry((name, value) -> {
      if (name.startsWith(ORDER)) {
        String list = name.substring(ORDER.length());
        order((ArrayNode) into.get(list), (ArrayNode) value, KEYS.get(list));
      }
    });
  }

  private static void elements(ArrayNode into, ArrayNode patch, String key) {
    List<JsonNode> fresh = new ArrayList<>();
    for (JsonNode element : patch) {
      int at = find(into, key, element.get(key));
      if (element.path("$patch").asString("").equals("delete")) {
        if (at >= 0) {
          into.remove(at);
        }
      } else if (at < 0) {
        fresh.add(element.deepCopy());
      } else {
        merge((ObjectNode) into.get(at), (ObjectNode) element);
      }
    }
    for (int i = fresh.size() - 1; i >= 0; i--) {
      into.insert(0, fresh.get(i));
    }
  }

  private static void order(ArrayNode list, ArrayNode order, String key) {
    List<JsonNode> sorted = new ArrayList<>();
    for (JsonNode one : order) {
      int at = find(list, key, one.get(key));
      if (at >= 0) {
        sorted.add(list.get(at));
      }
    }
    List<JsonNode> others = new ArrayList<>();
    list.forEach(element -> {
      if (find(order, key, element.get(key)) < 0) {
        others.add(element);
      }
    });
    list.removeAll();
    sorted.forEach(list::add);
    others.forEach(list::add);
  }

  private static int find(ArrayNode array, String key, JsonNode value) {
    for (int i = 0; i < array.size(); i++) {
      if (value.equals(array.get(i).get(key))) {
        return i;
      }
    }
    return -1;
  }
}
