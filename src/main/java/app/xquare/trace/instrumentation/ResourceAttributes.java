package app.xquare.trace.instrumentation;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code OTEL_RESOURCE_ATTRIBUTES} says about a workload. */
final class ResourceAttributes {
  private ResourceAttributes() {}

  /** Attributes by key; those that the existing value has are left to it. */
  static SortedMap<String, String> of(Workload workload, Container container,
      InjectionOptions options, @Nullable String existing) {
    SortedMap<String, String> all = new TreeMap<>();
    String namespace = workload.namespace();
    if (options.deriveEnvironment() && namespace != null) {
      String environment = namespace.endsWith("-prod")
          ? "prod"
          : namespace.endsWith("-stag") ? "stag" : null;
      put(all, "deployment.environment.name", environment);
    }
    options.resourceAttributes().forEach((key, value) -> put(all, key, encoded(value)));
    boolean fixedNode = fixesNodeName(workload, options);
    put(all, "k8s.namespace.name", namespace);
    put(all, "k8s.container.name", container.name());
    if (workload.kind().attribute() != null && workload.kind() != Workload.Kind.POD
        && workload.isNamed()) {
      put(all, "k8s." + workload.kind().attribute() + ".name", workload.name());
    }
    String pod = "$(" + OperatorNames.POD_NAME + ")";
    put(all, "k8s.pod.name", pod);
    if (!fixedNode) {
      put(all, "k8s.node.name", "$(" + OperatorNames.NODE_NAME + ")");
    }
    if (namespace != null) {
      put(all, "service.instance.id", namespace + "." + pod + "." + container.name());
      put(all, "service.namespace", namespace);
    }
    if (existing == null || !existing.contains("service.version")) {
      put(all, "service.version", ImageReference.of(container.image()).version());
    }
    workload.podAnnotations().forEach((key, value) -> {
      if (key.startsWith(OperatorNames.RESOURCE_PREFIX)) {
        put(all, key.substring(OperatorNames.RESOURCE_PREFIX.length()), encoded(value));
      }
    });
    // It has a variable of its own.
    all.remove("service.name");
    return all;
  }

  static boolean fixesNodeName(Workload workload, InjectionOptions options) {
    return options.resourceAttributes().containsKey("k8s.node.name")
        || workload.podAnnotations().containsKey(OperatorNames.RESOURCE_PREFIX + "k8s.node.name");
  }

  /** The name of the service, by what the operator goes by too. */
  static String serviceName(Workload workload, Container container, InjectionOptions options) {
    String annotated = workload.podAnnotations()
        .get(OperatorNames.RESOURCE_PREFIX + "service.name");
    if (annotated != null) {
      return annotated;
    }
    String asked = options.resourceAttributes().get("service.name");
    if (asked != null) {
      return asked;
    }
    String name = workload.name().replaceFirst("-+$", "");
    return name.isEmpty() ? container.name() : name;
  }

  private static void put(SortedMap<String, String> all, String key, @Nullable String value) {
    if (value != null) {
      all.put(key, value);
    }
  }

  /** The existing value first, then what it does not have. */
  static String append(@Nullable String existing, Map<String, String> computed) {
    String start = existing == null ? "" : existing.replaceFirst("[,\\s]+$", "");
    Set<String> present = keys(start);
    StringBuilder all = new StringBuilder(start);
    computed.forEach((key, value) -> {
      if (!present.contains(key)) {
        all.append(all.isEmpty() ? "" : ",").append(key).append('=').append(value);
      }
    });
    return existing != null && all.length() == start.length() ? existing : all.toString();
  }

  static Set<String> keys(String attributes) {
    Set<String> keys = new HashSet<>();
    for (String pair : attributes.split(",", -1)) {
      keys.add((pair + "=").substring(0, (pair + "=").indexOf('=')).strip());
    }
    return keys;
  }

  /** Percent-encoded where the value would end or be cut otherwise. */
  static String encoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
      int c = value.codePointAt(i);
      if (c > 0x20 && c < 0x7F && c != ',' && c != '=' && c != '%' && c != '"' && c != ';'
          && c != '\\') {
        encoded.appendCodePoint(c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
        }
      }
    }
    return encoded.toString();
  }
}
