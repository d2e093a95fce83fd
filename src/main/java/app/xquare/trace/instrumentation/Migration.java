package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchEditor;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes an injection out that was made by hand in the old layout: its init container, volume and
 * mounts, its directories in the variables that load agents, and its wrapper around the command. The
 * {@code OTEL_*} variables stay; they are the application's settings now.
 */
final class Migration {
  private static final String OLD = "/otel-auto-instrumentation";
  private static final List<String> LOADERS = List.of("PYTHONPATH", "JAVA_TOOL_OPTIONS",
      "NODE_OPTIONS");

  private final PatchEditor editor;
  private final List<String> volumes = new ArrayList<>();

  private Migration(Workload workload, InjectionOptions options) {
    this.editor = new PatchEditor(workload.body(), options.guards(),
        workload.hasGeneration());
  }

  static JsonPatch of(Workload workload, InjectionOptions options) {
    Migration migration = new Migration(workload, options);
    String pod = workload.podPath();
    List<ObjectNode> inits = workload.initContainers();
    for (int i = inits.size() - 1; i >= 0; i--) {
      migration.initContainer(pod + "/initContainers/" + i, inits.get(i));
    }
    List<ObjectNode> containers = workload.containers();
    for (int i = 0; i < containers.size(); i++) {
      migration.container(pod + "/containers/" + i, containers.get(i));
    }
    List<ObjectNode> all = Json.objects(workload.podSpec(), "volumes");
    for (int i = all.size() - 1; i >= 0; i--) {
      migration.removeNamed(pod + "/volumes/" + i, all.get(i));
    }
    return migration.editor.patch();
  }

  private void initContainer(String path, ObjectNode init) {
    String name = init.path("name").asString("");
    if (!OperatorNames.INIT_CONTAINERS.contains(name)) {
      return;
    }
    Json.objects(init, "volumeMounts")
        .forEach(mount -> volumes.add(mount.path("name").asString("")));
    editor.test(path + "/name", name).remove(path);
  }

  private void removeNamed(String path, ObjectNode element) {
    String name = element.path("name").asString("");
    if (volumes.contains(name)) {
      editor.test(path + "/name", name).remove(path);
    }
  }

  private void container(String path, ObjectNode container) {
    List<ObjectNode> mounts = Json.objects(container, "volumeMounts");
    boolean instrumented = false;
    for (int i = mounts.size() - 1; i >= 0; i--) {
      instrumented |= volumes.contains(mounts.get(i).path("name").asString(""));
      removeNamed(path + "/volumeMounts/" + i, mounts.get(i));
    }
    if (!instrumented) {
      return;
    }
    editor.test(path + "/name", container.path("name"));
    for (String name : LOADERS) {
      loader(path + "/env", container.get("env"), name);
    }
    command(path + "/command", container.path("command"));
  }

  private void loader(String path, JsonNode env, String name) {
    int at = EnvironmentArray.last(env, name);
    String value = at < 0 ? null : Json.text(env.get(at), "value");
    if (value == null || !value.contains(OLD)) {
      return;
    }
    String separator = name.equals("PYTHONPATH") ? ":" : " ";
    List<String> left = new ArrayList<>();
    for (String part : value.split(separator, -1)) {
      if (!part.contains(OLD + "/") && !part.equals(OLD) && !part.equals("--require")
          && !part.isEmpty()) {
        left.add(part);
      }
    }
    // Removed before later variables move up; the editor looks every place up anew.
    int now = EnvironmentArray.last(editor.at(path), name);
    editor.test(path + "/" + now + "/name", name).test(path + "/" + now + "/value", value);
    if (left.isEmpty()) {
      editor.remove(path + "/" + now);
    } else {
      editor.replace(path + "/" + now + "/value", String.join(separator, left));
    }
  }

  private void command(String path, JsonNode command) {
    if (command.size() > 2 && command.get(1).asString("").endsWith("/bin/opentelemetry-instrument")
        && command.get(1).asString("").startsWith(OLD)) {
      List<String> words = new ArrayList<>();
      command.forEach(word -> words.add(word.asString("")));
      editor.test(path, command.deepCopy()).replace(path,
          Json.array(words.subList(2, words.size())));
    }
  }
}
