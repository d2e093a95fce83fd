package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller sent about a cluster, sorted. */
final class SuppliedObjects {
  private static final String OPERATOR = "opentelemetry-operator";

  private final List<Workload> workloads = new ArrayList<>();
  private final List<Workload> pods = new ArrayList<>();
  private final List<ObjectNode> others = new ArrayList<>();
  private @Nullable Workload operator;

  SuppliedObjects(List<ManifestDocument> documents, @Nullable String namespace) {
    for (ManifestDocument document : documents) {
      Workload workload = Workload.of(document, namespace);
      if (workload == null) {
        others.add(document.body());
      } else if (OPERATOR.equals(workload.labels().get("app.kubernetes.io/name"))) {
        operator = workload.kind() == Workload.Kind.DEPLOYMENT ? workload : operator;
      } else if (workload.kind() == Workload.Kind.POD) {
        pods.add(workload);
      } else {
        workloads.add(workload);
      }
    }
  }

  /** Objects with a template, or else the pods themselves. */
  List<Workload> subjects() {
    return workloads.isEmpty() ? pods : workloads;
  }

  /** Pods that carry the labels of the subject's template. */
  List<Workload> podsOf(Workload subject) {
    if (subject.kind() == Workload.Kind.POD) {
      return List.of(subject);
    }
    JsonNode labels = subject.body().at(subject.templateMetadataPath() + "/labels");
    return pods.stream().filter(pod -> labels.properties().stream().allMatch(label -> label
        .getValue().asString("").equals(pod.labels().get(label.getKey())))).toList();
  }

  @Nullable
  Workload operator() {
    return operator;
  }

  List<ObjectNode> ofKind(String kind) {
    return others.stream().filter(one -> one.path("kind").asString("").equals(kind)).toList();
  }

  @Nullable
  ObjectNode namespace(@Nullable String name) {
    return ofKind("Namespace").stream()
        .filter(one -> one.at("/metadata/name").asString("").equals(name)).findFirst().orElse(null);
  }

  List<ObjectNode> instrumentations(@Nullable String namespace) {
    return ofKind("Instrumentation").stream()
        .filter(one -> one.at("/metadata/namespace").asString("").equals(namespace)).toList();
  }

  static String name(ObjectNode object) {
    return object.at("/metadata/name").asString("");
  }
}
