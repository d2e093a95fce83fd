package app.xquare.trace.instrumentation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Variables that a container has besides its {@code env}: from {@code envFrom}, where the config maps
 * are at hand, and from its image, where the caller knows them.
 */
final class EnvironmentSources {
  private final Set<String> fromConfigMaps = new HashSet<>();
  private final Map<String, String> image;
  private boolean unknown;

  /** @param configMaps keys of config maps by their names */
  EnvironmentSources(ObjectNode container, Map<String, Set<String>> configMaps,
      Map<String, String> image) {
    this.image = new HashMap<>(image);
    for (ObjectNode source : Json.objects(container, "envFrom")) {
      JsonNode reference = source.path("configMapRef");
      Set<String> keys = configMaps.get(reference.path("name").asString(""));
      if (keys == null) {
        unknown = true;
      } else {
        String prefix = source.path("prefix").asString("");
        keys.forEach(key -> fromConfigMaps.add(prefix + key));
      }
    }
  }

  /** Whether some {@code envFrom} may set anything. */
  boolean hasUnknown() {
    return unknown;
  }

  boolean isFromConfigMap(String name) {
    return fromConfigMaps.contains(name);
  }

  /** As it stands in a manifest, or null if it is not known. */
  @Nullable
  String existing(String name) {
    if (isFromConfigMap(name)) {
      return "$(" + name + ")";
    }
    String value = image.get(name);
    return value == null ? null : value.replace("$(", "$$(");
  }
}
