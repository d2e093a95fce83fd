package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is passed through although whoever sent it may have meant it to be patched. */
final class UnknownKinds {
  private UnknownKinds() {}

  /** Why an object without a known pod template is left alone, or null where nobody wonders. */
  static @Nullable String why(ObjectNode body) {
    String apiVersion = Json.text(body, "apiVersion");
    String kind = Json.text(body, "kind");
    if (apiVersion == null || kind == null) {
      return "It has no apiVersion or no kind, so it is no object of Kubernetes.";
    }
    for (Workload.Kind known : Workload.Kind.values()) {
      if (known.kind().equals(kind)) {
        return "A " + kind + " is known in the group "
            + (known.group().isEmpty() ? "of the core" : known.group())
            + ", not as it stands here.";
      }
    }
    boolean pods = body.at("/spec/template/spec/containers").isArray()
        || body.at("/spec/containers").isArray();
    return pods ? "It has containers, but is of no kind that is known here." : null;
  }
}
