package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.Guards;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchEditor;
import app.xquare.trace.instrumentation.patch.Pointers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the operator for an agent, by annotations of the pod template. */
final class AnnotationMode {
  private static final Pattern OPERATOR_READS = Pattern.compile("[a-zA-Z0-9-,]+");
  private static final List<String> INJECTORS = List.of("sidecar.istio.io/inject",
      "linkerd.io/inject", "vault.hashicorp.com/agent-inject", "dapr.io/enabled");

  private AnnotationMode() {}

  /** Annotations to set and their names that are new. */
  record Annotated(Map<String, String> annotations, List<Container> targets) {}

  /** Null if refused. */
  static @Nullable Annotated of(Workload workload, InjectionOptions options, Findings findings) {
    List<Container> targets = Targets.choose(workload, options.containers(), findings);
    if (findings.refused()) {
      return null;
    }
    String path = workload.templateMetadataPath() + "/annotations";
    Map<String, String> wanted = new LinkedHashMap<>();
    String resource = options.instrumentation();
    if (resource == null && workload.namespace() == null) {
      findings.refuse(FindingCode.NAMESPACE_UNKNOWN, "/metadata",
          "Give `namespace`, or the Instrumentation's name by `instrumentation`.");
      return null;
    }
    wanted.put(options.language().annotation(),
        resource == null ? InstrumentationResources.name(workload.namespace()) : resource);
    boolean injector = INJECTORS.stream().anyMatch(workload.podAnnotations()::containsKey);
    Container first = targets.getFirst();
    if (injector || targets.size() > 1 || first.isInit() || first.index() > 0
        || !options.containers().isEmpty()) {
      String names = String.join(",", targets.stream().map(Container::name).toList());
      if (!OPERATOR_READS.matcher(names).matches()) {
        findings.refuse(FindingCode.CONTAINER_ANNOTATION_UNUSABLE, first.path(workload),
            "The operator reads only letters, digits and - in names of containers.");
      }
      wanted.put(options.language().containersAnnotation(), names);
      if (injector) {
        findings.info(FindingCode.INJECTED_SIDECAR, path,
            "Another injector may put its container first, so the target is named.");
      }
    }
    wanted.forEach((name, value) -> {
      String present = workload.podAnnotations().get(name);
      if (present != null && !present.equals(value) && !options.override()) {
        findings.refuse(FindingCode.ANNOTATION_CONFLICT, Pointers.member(path, name),
            "The annotation has another value; `override` replaces it.");
      }
    });
    return findings.refused() ? null : new Annotated(wanted, targets);
  }

  /** Only what is not there yet. */
  static PatchEditor edit(Workload workload, InjectionOptions options, Map<String, String> wanted) {
    PatchEditor editor = new PatchEditor(workload.body(), options.guards(),
        workload.hasGeneration());
    String path = workload.templateMetadataPath() + "/annotations";
    Map<String, String> fresh = new LinkedHashMap<>();
    wanted.forEach((name, value) -> {
      String present = workload.podAnnotations().get(name);
      if (present == null) {
        fresh.put(name, value);
      } else if (!present.equals(value)) {
        editor.test(Pointers.member(path, name), present).replace(Pointers.member(path, name),
            value);
      }
    });
    if (!fresh.isEmpty()) {
      PodFields.annotate(editor, workload, fresh);
    }
    return editor;
  }

  /** The inverse as a JSON Patch, from the annotated object back to what it was. */
  static JsonPatch rollback(Workload from, Workload to, Guards guards) {
    PatchEditor editor = new PatchEditor(from.body(), guards, from.hasGeneration());
    String path = from.templateMetadataPath() + "/annotations";
    from.podAnnotations().forEach((name, value) -> {
      String before = to.podAnnotations().get(name);
      String member = Pointers.member(path, name);
      if (before == null) {
        editor.test(member, value).remove(member);
      } else if (!before.equals(value)) {
        editor.test(member, value).replace(member, before);
      }
    });
    for (String made : List.of(path, from.templateMetadataPath())) {
      JsonNode left = editor.at(made);
      JsonNode before = JsonPatch.at(to.body(), made);
      if (left != null && left.isEmpty() && Json.isAbsent(before) && !from.keepsEmptied()) {
        editor.test(made, left.deepCopy());
        if (before == null) {
          editor.remove(made);
        } else {
          editor.replace(made, before);
        }
      }
    }
    return editor.patch();
  }

  /** A JSON merge patch from one state of the template's annotations to the other. */
  static ObjectNode mergePatch(Workload from, Workload to) {
    Map<String, String> before = from.podAnnotations();
    Map<String, String> after = to.podAnnotations();
    ObjectNode patch = Json.object();
    ObjectNode at = patch;
    for (String member : (from.templateMetadataPath() + "/annotations").substring(1).split("/",
        -1)) {
      at = at.putObject(member);
    }
    for (Map.Entry<String, String> entry : after.entrySet()) {
      if (!entry.getValue().equals(before.get(entry.getKey()))) {
        at.put(entry.getKey(), entry.getValue());
      }
    }
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        at.putNull(name);
      }
    }
    return patch;
  }
}
