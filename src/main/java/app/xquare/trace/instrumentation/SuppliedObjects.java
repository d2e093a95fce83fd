package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a caller sent about a cluster, sorted. */
final class SuppliedObjects {
  private static final String OPERATOR = "opentelemetry-operator";
  private static final String INSTRUMENTATION = "Instrumentation";

  private final List<Workload> workloads = new ArrayList<>();
  private final List<Workload> pods = new ArrayList<>();
  private final List<ObjectNode> others = new ArrayList<>();
  private final @Nullable String namespace;
  private final Set<String> complete;
  private @Nullable Workload operator;

  /**
   * @param namespace of objects that say none
   * @param complete kinds of which the cluster has no others than those that were sent
   */
  SuppliedObjects(List<ManifestDocument> documents, @Nullable String namespace,
      Set<String> complete) {
    this.namespace = namespace;
    this.complete = complete;
    for (ManifestDocument document : documents) {
      Workload workload = Workload.of(document, namespace);
      if (workload == null) {
        others.add(document.body());
      } else if (OPERATOR.equals(workload.labels().get("app.kubernetes.io/name"))
          && workload.kind() != Workload.Kind.POD) {
        operator = workload.kind() == Workload.Kind.DEPLOYMENT ? workload : operator;
      } else if (workload.kind() == Workload.Kind.POD) {
        pods.add(workload);
      } else {
        workloads.add(workload);
      }
    }
  }

  /** Objects with a template but those that another one made; or else the pods themselves. */
  List<Workload> subjects() {
    List<Workload> roots = workloads.stream()
        .filter(one -> one.body().at("/metadata/ownerReferences").isEmpty()).toList();
    return !roots.isEmpty() ? roots : !workloads.isEmpty() ? workloads : pods;
  }

  /** Pods of its namespace that carry the labels of the subject's template. */
  List<Workload> podsOf(Workload subject) {
    if (subject.kind() == Workload.Kind.POD) {
      return List.of(subject);
    }
    Map<String, String> labels = AskedAgents
        .texts(subject.body().at(subject.templateMetadataPath() + "/labels"));
    return labels.isEmpty()
        ? List.of()
        : pods.stream().filter(pod -> isIn(pod.namespace(), subject.namespace())
            && pod.labels().entrySet().containsAll(labels.entrySet())).toList();
  }

  @Nullable
  Workload operator() {
    return operator;
  }

  List<ObjectNode> ofKind(String kind) {
    return others.stream().filter(one -> one.path("kind").asString("").equals(kind)).toList();
  }

  /** Whether it can be said what there is of a kind that belongs to no namespace. */
  boolean knows(String kind) {
    return complete.contains(kind) || !ofKind(kind).isEmpty();
  }

  /** Whether it can be said what there is of a kind in a namespace. */
  boolean knows(String kind, @Nullable String where) {
    return complete.contains(kind) || !in(where, kind).isEmpty();
  }

  List<ObjectNode> in(@Nullable String where, String kind) {
    return ofKind(kind).stream().filter(one -> isIn(namespaceOf(one), where)).toList();
  }

  private @Nullable String namespaceOf(ObjectNode object) {
    String own = Json.text(object.path("metadata"), "namespace");
    return own == null ? namespace : own;
  }

  private static boolean isIn(@Nullable String one, @Nullable String other) {
    return one == null ? other == null : one.equals(other);
  }

  @Nullable
  ObjectNode namespace(@Nullable String name) {
    return ofKind("Namespace").stream().filter(one -> name(one).equals(name)).findFirst()
        .orElse(null);
  }

  Map<String, String> namespaceAnnotations(@Nullable String name) {
    ObjectNode object = namespace(name);
    return object == null ? Map.of() : AskedAgents.texts(object.at("/metadata/annotations"));
  }

  boolean knowsInstrumentations(@Nullable String where) {
    return complete.contains(INSTRUMENTATION) || !instrumentations(where).isEmpty();
  }

  /** The operator's; others have resources of this name too. */
  List<ObjectNode> instrumentations(@Nullable String where) {
    return in(where, INSTRUMENTATION).stream().filter(
        one -> one.path("apiVersion").asString("").startsWith("opentelemetry.io/")).toList();
  }

  /** The Instrumentation that an annotation's value names, seen from a namespace. */
  @Nullable
  ObjectNode instrumentation(String value, @Nullable String from) {
    List<ObjectNode> all = instrumentations(whereOf(value, from));
    if (AskedAgents.isTrue(value)) {
      return all.size() == 1 ? all.getFirst() : null;
    }
    String name = value.substring(value.indexOf('/') + 1);
    return all.stream().filter(one -> name(one).equals(name)).findFirst().orElse(null);
  }

  /** The namespace in which an annotation's value looks for its Instrumentation. */
  static @Nullable String whereOf(String value, @Nullable String from) {
    int slash = value.indexOf('/');
    return slash < 0 ? from : value.substring(0, slash);
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asString("");
  }
}
