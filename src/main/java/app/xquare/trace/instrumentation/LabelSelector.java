package app.xquare.trace.instrumentation;

import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Kubernetes' label selectors. */
final class LabelSelector {
  private LabelSelector() {}

  /** An empty or missing selector matches everything. */
  static boolean matches(JsonNode selector, JsonNode labels) {
    for (var label : selector.path("matchLabels").properties()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      Set<String> values = new TreeSet<>();
      expression.path("values").forEach(value -> values.add(value.asString("")));
      JsonNode label = labels.get(expression.path("key").asString(""));
      boolean holds = switch (expression.path("operator").asString("")) {
        case "In" -> label != null && values.contains(label.asString(""));
        case "NotIn" -> label == null || !values.contains(label.asString(""));
        case "Exists" -> label != null;
        case "DoesNotExist" -> label == null;
        default -> false;
      };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
