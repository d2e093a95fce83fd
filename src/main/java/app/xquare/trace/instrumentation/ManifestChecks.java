package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.Pointers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the API server would object to in a pod template: the shape of the lists that are read here,
 * names that must be unique, mounts without volumes, a value beside a reference, and references to
 * variables that come later (which it lets pass, but the kubelet does not resolve).
 */
final class ManifestChecks {
  private final Workload workload;
  private final Findings findings;

  private ManifestChecks(Workload workload, Findings findings) {
    this.workload = workload;
    this.findings = findings;
  }

  /** Refuses a manifest that cannot be patched, because it is not valid by itself. */
  static void given(Workload workload, Findings findings) {
    ManifestChecks checks = new ManifestChecks(workload, findings);
    if (workload.name().isEmpty()) {
      findings.refuse(FindingCode.MISSING_NAME, "/metadata", "The object has no name.");
    }
    JsonNode namespace = workload.body().path("metadata").get("namespace");
    if (!Json.isAbsent(namespace) && !namespace.isString()) {
      findings.refuse(FindingCode.NON_STRING_VALUE, "/metadata/namespace",
          "The namespace is no text; quote it.");
    }
    if (!(JsonPatch.at(workload.body(), workload.podPath()) instanceof ObjectNode)) {
      boolean elsewhere = workload.body().at("/spec/workloadRef").isObject();
      if (!elsewhere) {
        checks.malformed(workload.podPath(), "an object");
      }
      return;
    }
    JsonNode metadata = JsonPatch.at(workload.body(), workload.templateMetadataPath());
    checks.object(workload.templateMetadataPath(), metadata);
    if (metadata instanceof ObjectNode) {
      checks.strings(workload.templateMetadataPath() + "/annotations", metadata.get("annotations"));
    }
    checks.strings(workload.podPath() + "/nodeSelector", workload.podSpec().get("nodeSelector"));
    checks.lists();
    if (!findings.refused()) {
      checks.names();
    }
  }

  /** Whether {@link #patched} would find nothing to refuse. */
  static boolean isValid(Workload workload) {
    Findings nobody = new Findings(path -> 0);
    patched(workload, nobody);
    return !nobody.refused();
  }

  /** Refuses, should a patched manifest not be valid although the given one was. */
  static void patched(Workload workload, Findings findings) {
    ManifestChecks checks = new ManifestChecks(workload, findings);
    checks.names();
    for (String list : List.of(Container.INIT, Container.REGULAR)) {
      List<ObjectNode> containers = Json.objects(workload.podSpec(), list);
      for (int i = 0; i < containers.size(); i++) {
        checks.container(workload.podPath() + "/" + list + "/" + i, containers.get(i));
      }
    }
  }

  /** Refuses where containers were renamed since, so that they would keep what is taken out. */
  static void rolledBack(Workload workload, ObjectNode restored, List<ContainerChange> changes,
      Findings findings) {
    Workload after = workload.with(restored);
    ManifestChecks checks = new ManifestChecks(after, findings);
    for (ContainerChange change : changes) {
      if (after.container(change.container()) == null) {
        findings.warn(FindingCode.UNKNOWN_CONTAINER, after.podPath() + "/containers",
            "The container " + change.container()
                + " is not there any more. If it was renamed, what"
                + " it was given stays in it.");
      }
    }
    for (String list : List.of(Container.INIT, Container.REGULAR)) {
      List<ObjectNode> containers = Json.objects(after.podSpec(), list);
      for (int i = 0; i < containers.size(); i++) {
        for (ObjectNode mount : Json.objects(containers.get(i), "volumeMounts")) {
          if (mount.path("name").asString("").startsWith(OperatorNames.AGENT)) {
            checks.mounted(after.podPath() + "/" + list + "/" + i, mount);
          }
        }
      }
    }
  }

  private void lists() {
    String pod = workload.podPath();
    list(pod + "/volumes", workload.podSpec().get("volumes"));
    list(pod + "/imagePullSecrets", workload.podSpec().get("imagePullSecrets"));
    for (String list : List.of(Container.INIT, Container.REGULAR)) {
      JsonNode containers = workload.podSpec().get(list);
      list(pod + "/" + list, containers);
      List<ObjectNode> objects = Json.objects(workload.podSpec(), list);
      for (int i = 0; i < objects.size(); i++) {
        String path = pod + "/" + list + "/" + i;
        ObjectNode container = objects.get(i);
        list(path + "/env", container.get("env"));
        list(path + "/envFrom", container.get("envFrom"));
        list(path + "/volumeMounts", container.get("volumeMounts"));
        if (!container.path("name").isString()) {
          malformed(path + "/name", "a text");
        }
        if (container.has("image") && !container.path("image").isString()) {
          malformed(path + "/image", "a text");
        }
        environment(path + "/env", container.get("env"));
      }
    }
  }

  private void list(String path, @Nullable JsonNode list) {
    if (Json.isAbsent(list)) {
      return;
    }
    if (!(list instanceof ArrayNode array)) {
      malformed(path, "a list");
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      if (!array.get(i).isObject()) {
        malformed(path + "/" + i, "an object");
      }
    }
  }

  private void object(String path, @Nullable JsonNode object) {
    if (!Json.isAbsent(object) && !(object instanceof ObjectNode)) {
      malformed(path, "an object");
    }
  }

  private void strings(String path, @Nullable JsonNode object) {
    object(path, object);
    if (object instanceof ObjectNode members) {
      members.forEachEntry((name, value) -> {
        if (!value.isString()) {
          findings.refuse(FindingCode.NON_STRING_VALUE,
              Pointers.member(path, name),
              "The value of " + name + " is no text; quote it.");
        }
      });
    }
  }

  private void environment(String path, @Nullable JsonNode env) {
    for (int i = 0; env instanceof ArrayNode array && i < array.size(); i++) {
      JsonNode element = array.get(i);
      if (!element.path("name").isString()) {
        malformed(path + "/" + i + "/name", "a text");
      }
      JsonNode value = element.get("value");
      if (!Json.isAbsent(value) && !value.isString()) {
        findings.refuse(FindingCode.NON_STRING_VALUE, path + "/" + i + "/value",
            "The value of " + element.path("name").asString("") + " is no text; quote it.");
      }
    }
  }

  private void names() {
    String pod = workload.podPath();
    unique(pod + "/volumes", Json.objects(workload.podSpec(), "volumes"), "name");
    List<ObjectNode> all = new ArrayList<>(workload.initContainers());
    all.addAll(workload.containers());
    unique(pod + "/containers", all, "name");
    for (ObjectNode container : all) {
      unique(pod + "/containers", Json.objects(container, "volumeMounts"), "mountPath");
    }
  }

  private void unique(String path, List<ObjectNode> elements, String key) {
    Set<String> seen = new HashSet<>();
    for (ObjectNode element : elements) {
      String name = element.path(key).asString("");
      if (!seen.add(name)) {
        rejected(path, key + " " + name + " is there twice");
      }
    }
  }

  private void container(String path, ObjectNode container) {
    Json.objects(container, "volumeMounts").forEach(mount -> mounted(path, mount));
    Set<String> all = new HashSet<>();
    List<ObjectNode> env = Json.objects(container, "env");
    env.forEach(element -> all.add(element.path("name").asString("")));
    Set<String> defined = new HashSet<>();
    for (ObjectNode element : env) {
      String value = Json.text(element, "value");
      if (value != null && !value.isEmpty() && element.hasNonNull("valueFrom")) {
        rejected(path + "/env", element.path("name").asString("") + " has a value and a valueFrom");
      }
      String name = element.path("name").asString("");
      if (value != null && Markers.isOurs(name)) {
        references(path, value, all, defined, name);
      }
      defined.add(name);
    }
  }

  private void mounted(String path, ObjectNode mount) {
    String name = mount.path("name").asString("");
    boolean there = EnvironmentArray.last(workload.podSpec().get("volumes"), name) >= 0;
    // Claims of a StatefulSet are volumes of its pods too.
    for (JsonNode claim : workload.body().at("/spec/volumeClaimTemplates")) {
      there |= claim.at("/metadata/name").asString("").equals(name);
    }
    if (!there) {
      rejected(path, "a mount of a volume that is not there");
    }
  }

  private void references(String path, String value, Set<String> all, Set<String> defined,
      String name) {
    for (String to : References.in(value)) {
      if (all.contains(to) && !defined.contains(to) && !to.equals(name)) {
        rejected(path + "/env", name + " refers to " + to + ", which comes later");
      }
    }
  }

  private void rejected(String path, String why) {
    findings.refuse(FindingCode.WOULD_BE_REJECTED, path, "It would not be valid: " + why + ".");
  }

  private void malformed(String path, String expected) {
    findings.refuse(FindingCode.MALFORMED, path, "Here should be " + expected + ".");
  }
}
