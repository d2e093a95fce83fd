package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object with a pod template.
 *
 * @param template JSON pointer of the template; empty for a pod itself
 * @param namespace of the manifest, or else as asked for
 */
record Workload(ObjectNode body, Kind kind, String name, @Nullable String namespace,
    String template) {
  /** Which kinds have a template, where, and what a change to it does. */
  enum Kind {
    DEPLOYMENT("apps", "Deployment", "deployment"),
    STATEFUL_SET("apps", "StatefulSet",
        "statefulset"),
    DAEMON_SET("apps", "DaemonSet", "daemonset"),
    REPLICA_SET("apps",
        "ReplicaSet", "replicaset"),
    JOB("batch", "Job", "job"),
    CRON_JOB("batch", "CronJob",
        "cronjob"),
    POD("", "Pod", "pod"),
    ROLLOUT("argoproj.io", "Rollout", null);

    private final String group;
    private final String kind;
    private final @Nullable String attribute;

    Kind(String group, String kind, @Nullable String attribute) {
      this.group = group;
      this.kind = kind;
      this.attribute = attribute;
    }

    String kind() {
      return kind;
    }

    String group() {
      return group;
    }

    /** {@code k8s.<this>.name}, or null where semantic conventions have none. */
    @Nullable
    String attribute() {
      return attribute;
    }

    /** Strategic merge needs the schema, which only built-in kinds have. */
    boolean isBuiltIn() {
      return this != ROLLOUT;
    }

    String template() {
      return switch (this) {
        case CRON_JOB -> "/spec/jobTemplate/spec/template";
        case POD -> "";
        default -> "/spec/template";
      };
    }
  }

  /** Null if the object has no pod template that is known. */
  static @Nullable Workload of(ManifestDocument document, @Nullable String namespace) {
    ObjectNode body = document.body();
    String apiVersion = body.path("apiVersion").asString("");
    String group = apiVersion.contains("/")
        ? apiVersion.substring(0, apiVersion.indexOf('/'))
        : "";
    for (Kind kind : Kind.values()) {
      if (kind.kind.equals(body.path("kind").asString("")) && kind.group.equals(group)) {
        JsonNode metadata = body.path("metadata");
        String name = Json.text(metadata, "name");
        String generated = Json.text(metadata, "generateName");
        String own = Json.text(metadata, "namespace");
        return new Workload(body, kind, name != null ? name : generated != null ? generated : "",
            own != null ? own : namespace, kind.template());
      }
    }
    return null;
  }

  /** The same workload in another state. */
  Workload with(ObjectNode state) {
    return new Workload(state, kind, name, namespace, template);
  }

  /** It has a name of its own, not one that a server will make. */
  boolean isNamed() {
    return body.path("metadata").hasNonNull("name");
  }

  /** It came from a cluster, so it says which state it is. */
  boolean isLive() {
    return body.path("metadata").hasNonNull("uid");
  }

  /**
   * Lists and maps that become empty stay: the API server drops them by itself, and a patch that
   * wants to remove them is refused once anybody else writes there, as {@code kubectl rollout restart}
   * does. It knows only its own kinds so well.
   */
  boolean keepsEmptied() {
    return isLive() && kind.isBuiltIn();
  }

  /** Its generation says whether it changed since, so a patch need not look at what is absent. */
  boolean hasGeneration() {
    return isLive() && body.path("metadata").hasNonNull("generation");
  }

  String podPath() {
    return template + "/spec";
  }

  /** Its kind as kubectl names it. */
  String resource() {
    String name = kind.kind().toLowerCase(Locale.ROOT);
    return kind == Kind.ROLLOUT ? name + ".argoproj.io" : name;
  }

  JsonNode podSpec() {
    JsonNode spec = JsonPatch.at(body, podPath());
    return spec == null ? Json.object() : spec;
  }

  String templateMetadataPath() {
    return template + "/metadata";
  }

  /** Of the pod template, not of the object around it. */
  Map<String, String> podAnnotations() {
    return texts(JsonPatch.at(body, templateMetadataPath() + "/annotations"));
  }

  Map<String, String> annotations() {
    return texts(JsonPatch.at(body, "/metadata/annotations"));
  }

  Map<String, String> labels() {
    return texts(JsonPatch.at(body, "/metadata/labels"));
  }

  private static Map<String, String> texts(@Nullable JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (object instanceof ObjectNode members) {
      members.forEachEntry((name, value) -> texts.put(name, value.asString("")));
    }
    return texts;
  }

  List<ObjectNode> containers() {
    return Json.objects(podSpec(), Container.REGULAR);
  }

  List<ObjectNode> initContainers() {
    return Json.objects(podSpec(), Container.INIT);
  }

  @Nullable
  Container container(String containerName) {
    for (String list : List.of(Container.INIT, Container.REGULAR)) {
      List<ObjectNode> all = Json.objects(podSpec(), list);
      for (int i = 0; i < all.size(); i++) {
        if (containerName.equals(Json.text(all.get(i), "name"))) {
          return new Container(list, i, containerName, all.get(i));
        }
      }
    }
    return null;
  }
}
