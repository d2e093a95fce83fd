package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.Guards;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchEditor;
import app.xquare.trace.instrumentation.patch.Pointers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The inverse of an injection, from the object as it is now. Everything is looked up by name and
 * guarded where it is found. Lists and maps that we made are taken away again if nothing else is in
 * them by then, but for {@link Workload#keepsEmptied}.
 */
final class Rollback {
  private final Workload now;
  private final @Nullable ObjectNode before;
  private final PatchEditor editor;

  private Rollback(Workload now, @Nullable ObjectNode before, Guards guards) {
    this.now = now;
    this.before = before;
    this.editor = new PatchEditor(now.body(), guards, now.isLive());
  }

  /** @param before what to go back to, if it is at hand: then lists that were empty stay so */
  static JsonPatch of(Workload now, List<ContainerChange> containers, PodChange pod,
      @Nullable ObjectNode before, Guards guards) {
    Rollback rollback = new Rollback(now, before, guards);
    if (now.isLive()) {
      rollback.editor.test("/metadata/uid", now.body().at("/metadata/uid"));
    }
    containers.forEach(rollback::container);
    rollback.pod(pod);
    rollback.annotations(pod.annotations());
    return rollback.editor.patch();
  }

  private void container(ContainerChange change) {
    Container container = now.container(change.container());
    if (container == null) {
      return;
    }
    String path = container.path(now);
    editor.test(path + "/name", container.name());
    Container earlier = before == null ? null : now.with(before).container(container.name());
    change.mounts().forEach(volume -> removeNamed(path + "/volumeMounts", List.of(volume)));
    emptied(path + "/volumeMounts", earlier == null ? null : earlier.body().get("volumeMounts"));
    environment(path + "/env", change);
    emptied(path + "/env", earlier == null ? null : earlier.body().get("env"));
    restore(path + "/command", change.command());
    restore(path + "/args", change.args());
  }

  private void environment(String env, ContainerChange change) {
    Map<String, ObjectNode> changed = new LinkedHashMap<>(change.originals());
    List<String> renamed = changed.keySet().stream()
        .filter(
            name -> EnvironmentArray.last(editor.at(env), EnvironmentPlan.PRESERVED + name) >= 0)
        .toList();
    List<String> ours = new ArrayList<>(change.added());
    ours.addAll(change.moved().keySet());
    ours.addAll(renamed);
    removeLast(env, ours);
    change.moved().forEach((name, at) -> {
      JsonNode array = editor.at(env);
      int size = array == null ? 0 : array.size();
      ObjectNode element = changed.remove(name);
      if (element != null && array != null) {
        editor.add(env + "/" + Math.min(at, size), element);
      }
    });
    for (String name : renamed) {
      changed.remove(name);
      int at = EnvironmentArray.last(editor.at(env), EnvironmentPlan.PRESERVED + name);
      editor.test(env + "/" + at + "/name", EnvironmentPlan.PRESERVED + name)
          .replace(env + "/" + at + "/name", name);
    }
    changed.forEach((name, element) -> value(env, name, element));
  }

  private void value(String env, String name, ObjectNode element) {
    int at = EnvironmentArray.last(editor.at(env), name);
    if (at < 0) {
      return;
    }
    String path = env + "/" + at;
    JsonNode current = editor.at(path + "/value");
    editor.test(path + "/name", name);
    if (current != null) {
      editor.test(path + "/value", current);
    }
    if (element.hasNonNull("valueFrom") || current == null) {
      editor.replace(path, element);
    } else if (element.has("value")) {
      editor.replace(path + "/value", element.get("value"));
    } else {
      editor.remove(path + "/value");
    }
  }

  private void removeNamed(String array, List<String> names) {
    JsonNode elements = editor.at(array);
    if (elements == null) {
      return;
    }
    for (int i = elements.size() - 1; i >= 0; i--) {
      String name = Json.text(elements.get(i), "name");
      if (name != null && names.contains(name)) {
        editor.test(array + "/" + i + "/name", name).remove(array + "/" + i);
      }
    }
  }

  /** Of two variables of one name the last is ours. */
  private void removeLast(String env, List<String> names) {
    JsonNode elements = editor.at(env);
    if (elements == null) {
      return;
    }
    List<String> left = new ArrayList<>(names);
    for (int i = elements.size() - 1; i >= 0; i--) {
      String name = Json.text(elements.get(i), "name");
      if (name != null && left.removeIf(name::equals)) {
        editor.test(env + "/" + i + "/name", name).remove(env + "/" + i);
      }
    }
  }

  /** Takes away what is empty now, and was not there before. */
  private void emptied(String path, @Nullable JsonNode earlier) {
    JsonNode current = editor.at(path);
    if (current == null || !current.isContainer() || !current.isEmpty()
        || now.keepsEmptied()) {
      return;
    }
    if (before == null || earlier == null) {
      editor.test(path, current.deepCopy()).remove(path);
    } else if (earlier.isNull()) {
      editor.test(path, current.deepCopy()).replace(path, earlier);
    }
  }

  private void emptied(String path) {
    emptied(path, before == null ? null : JsonPatch.at(before, path));
  }

  private void restore(String path, @Nullable JsonNode earlier) {
    JsonNode current = editor.at(path);
    if (earlier == null || current == null) {
      return;
    }
    editor.test(path, current.deepCopy());
    if (earlier.isNull()) {
      editor.remove(path);
    } else {
      editor.replace(path, earlier);
    }
  }

  private void pod(PodChange pod) {
    String path = now.podPath();
    if (pod.sidecar() != null) {
      removeNamed(path + "/containers", List.of(pod.sidecar()));
    }
    removeNamed(path + "/initContainers", pod.initContainers());
    emptied(path + "/initContainers");
    removeNamed(path + "/volumes", pod.volumes());
    emptied(path + "/volumes");
    removeMembers(path + "/nodeSelector", pod.nodeSelector());
    removeNamed(path + "/imagePullSecrets", pod.imagePullSecrets());
    emptied(path + "/imagePullSecrets");
    String shared = path + "/shareProcessNamespace";
    JsonNode sharing = editor.at(shared);
    if (pod.shareProcessNamespace() && sharing != null) {
      editor.test(shared, sharing).remove(shared);
    }
  }

  private void annotations(Map<String, String> others) {
    String path = now.templateMetadataPath() + "/annotations";
    Map<String, String> ours = new LinkedHashMap<>(others);
    Map<String, String> present = now.podAnnotations();
    for (String marker : List.of(Markers.ORIGINAL, Markers.INSTRUMENTED)) {
      if (present.containsKey(marker)) {
        ours.put(marker, present.get(marker));
      }
    }
    removeMembers(path, ours);
    if (!now.template().isEmpty()) {
      emptied(now.templateMetadataPath());
    }
  }

  private void removeMembers(String object, Map<String, String> members) {
    members.forEach((name, value) -> {
      String path = Pointers.member(object, name);
      JsonNode current = editor.at(path);
      if (current != null && value.equals(current.asString(""))) {
        editor.test(path, value).remove(path);
      }
    });
    if (!members.isEmpty()) {
      emptied(object);
    }
  }
}
