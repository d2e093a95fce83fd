package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What only a server writes into an object, and does not take back from a manifest. */
final class ServerFields {
  private static final List<String> OF_METADATA = List.of("managedFields", "resourceVersion", "uid",
      "generation", "creationTimestamp", "selfLink");
  private static final List<String> LABELS_OF_JOBS = List.of("controller-uid", "job-name",
      "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name");

  private ServerFields() {}

  /** A copy that can be applied, or created anew. */
  static @Nullable ObjectNode without(@Nullable ObjectNode object) {
    if (object == null) {
      return null;
    }
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(OF_METADATA);
      if (metadata.get("annotations") instanceof ObjectNode annotations) {
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    if (copy.path("kind").asString("").equals("Job")) {
      job(copy.path("spec"));
    }
    return copy;
  }

  /** A job selects its pods by its uid: one that is made again with the old one is refused. */
  private static void job(JsonNode spec) {
    JsonNode labels = spec.at("/template/metadata/labels");
    if (spec.path("manualSelector").asBoolean(false)
        || LABELS_OF_JOBS.stream().noneMatch(labels::has)) {
      return;
    }
    ((ObjectNode) spec).remove("selector");
    ((ObjectNode) labels).remove(LABELS_OF_JOBS);
  }
}
