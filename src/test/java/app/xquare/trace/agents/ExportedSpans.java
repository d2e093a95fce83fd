package app.xquare.trace.agents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spans out of OTLP JSON in a form that can be compared: fields and attributes sorted, what has its
 * default value left out, as writers of OTLP JSON may or may not write it.
 */
final class ExportedSpans {
  private static final JsonMapper JSON = new JsonMapper();

  /** By trace id, then span id; each with its resource and scope. */
  private final Map<String, Map<String, Map<String, Object>>> traces = new TreeMap<>();
  private int spans;

  /** @param document an {@code ExportTraceServiceRequest} or {@code TracesData} */
  void add(byte[] document) {
    for (JsonNode resourceSpans : JSON.readTree(document).path("resourceSpans")) {
      for (JsonNode scopeSpans : resourceSpans.path("scopeSpans")) {
        for (JsonNode span : scopeSpans.path("spans")) {
          Map<String, Object> whole = new TreeMap<>();
          whole.put("span", plain(span));
          whole.put("scope", plain(scopeSpans.path("scope")));
          whole.put("scope.schemaUrl", scopeSpans.path("schemaUrl").asString(""));
          whole.put("resource", plain(resourceSpans.path("resource")));
          whole.put("resource.schemaUrl", resourceSpans.path("schemaUrl").asString(""));
          traces.computeIfAbsent(span.path("traceId").asString(), id -> new TreeMap<>())
              .put(span.path("spanId").asString(), whole);
          spans++;
        }
      }
    }
  }

  Map<String, Map<String, Map<String, Object>>> traces() {
    return traces;
  }

  /** How many were read: more than there are in the traces if any was given twice. */
  int count() {
    return spans;
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> fields = new TreeMap<>();
      node.propertyStream().forEach(field -> {
        String name = field.getKey();
        Object value = name.equals("doubleValue")
            ? Double.valueOf(field.getValue().asString())
            : plain(field.getValue());
        // The members of AnyValue are alternatives: an empty text is not the same as no value.
        if (name.endsWith("Value") || !isDefault(value)) {
          fields.put(name, value);
        }
      });
      return fields;
    }
    if (node.isArray()) {
      List<Object> elements = new ArrayList<>();
      node.forEach(element -> elements.add(plain(element)));
      if (!node.isEmpty() && node.get(0).has("key")) {
        elements.sort(Comparator.comparing(pair -> ((Map<?, ?>) pair).get("key").toString()));
      }
      return elements;
    }
    return node.asString();
  }

  private static boolean isDefault(Object value) {
    return value.equals("") || value.equals("0") || value.equals(List.of())
        || value.equals(new HashMap<>());
  }
}
