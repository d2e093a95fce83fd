package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.PatchEditor;
import app.xquare.trace.instrumentation.patch.Pointers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fields of the pod around its containers. */
final class PodFields {
  private PodFields() {}

  /** Adds what was asked for and returns what was not there before. */
  static Map<String, String> nodeSelector(PatchEditor editor, Workload workload,
      InjectionOptions options, Findings findings) {
    String path = workload.podPath() + "/nodeSelector";
    Map<String, String> added = new LinkedHashMap<>();
    options.nodeSelector().forEach((key, value) -> {
      JsonNode present = workload.podSpec().path("nodeSelector").get(key);
      if (present == null) {
        added.put(key, value);
      } else if (!present.asString("").equals(value)) {
        findings.refuse(FindingCode.NODE_SELECTOR_CONFLICT, Pointers.member(path, key),
            "The pod selects its nodes by another value of " + key + ".");
      }
    });
    if (!added.isEmpty() && !findings.refused()) {
      findings.warn(FindingCode.NODE_SELECTOR_SET, path,
          "Pods may stay pending if no node has these labels; a mirrored image is the better way.");
      put(editor, path, added);
    }
    return added;
  }

  static List<String> imagePullSecrets(PatchEditor editor, Workload workload,
      InjectionOptions options) {
    String path = workload.podPath() + "/imagePullSecrets";
    List<String> added = new ArrayList<>();
    for (String name : options.imagePullSecrets()) {
      if (EnvironmentArray.last(editor.at(path), name) < 0) {
        editor.append(path, Json.object().put("name", name));
        added.add(name);
      }
    }
    return added;
  }

  /** Annotates the pod template, making what is missing on the way to its annotations. */
  static void annotate(PatchEditor editor, Workload workload, Map<String, String> annotations) {
    String metadata = workload.templateMetadataPath();
    if (Json.isAbsent(editor.at(metadata))) {
      ObjectNode made = Json.object();
      annotations.forEach(made.putObject("annotations")::put);
      editor.testAbsent(metadata).add(metadata, made);
    } else {
      put(editor, metadata + "/annotations", annotations);
    }
  }

  private static void put(PatchEditor editor, String path, Map<String, String> members) {
    if (Json.isAbsent(editor.at(path))) {
      ObjectNode made = Json.object();
      members.forEach(made::put);
      editor.testAbsent(path).add(path, made);
      return;
    }
    members.forEach((name, value) -> {
      String member = Pointers.member(path, name);
      editor.testAbsent(member).add(member, value);
    });
  }
}
