package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.PatchResult.Command;
import app.xquare.trace.instrumentation.PatchResult.Git;
import app.xquare.trace.instrumentation.PatchResult.RollbackPatches;
import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.PatchResult.Target;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchEditor;
import app.xquare.trace.instrumentation.patch.StrategicMerge;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts the result for one workload together, in the formats that were asked for. */
final class Results {
  private final ManifestDocument document;
  private final Workload workload;
  private final InjectionOptions options;
  private final Findings findings;

  Results(ManifestDocument document, Workload workload, InjectionOptions options,
      Findings findings) {
    this.document = document;
    this.workload = workload;
    this.options = options;
    this.findings = findings;
  }

  static PatchResult passedThrough(ManifestDocument document) {
    ObjectNode body = document.body();
    Findings findings = new Findings(document::line);
    String why = UnknownKinds.why(body);
    if (why != null) {
      findings.warn(FindingCode.UNKNOWN_KIND, "/kind", why + " It is left as it is.");
    }
    return new PatchResult(
        new Target(document.document(), Json.text(body, "apiVersion"), Json.text(body, "kind"),
            Json.text(body.get("metadata"), "namespace"), Json.text(body.get("metadata"), "name"),
            List.of()),
        Status.PASSED_THROUGH, null, null, body, null, null, List.of(), Map.of(), null,
        findings.list());
  }

  PatchResult refused() {
    return result(Status.REFUSED, List.of(), null, null, null, null, null, List.of(), Map.of(),
        null);
  }

  /** @param rollback the way back to what was there before, or null if it is not ours */
  PatchResult unchanged(List<String> targets, @Nullable JsonPatch rollback) {
    RollbackPatches back = rollback == null
        ? null
        : new RollbackPatches(rollback.toJson(),
            strategic(workload.body(), rollback.apply(workload.body())), null);
    return result(Status.UNCHANGED, targets, JsonPatch.EMPTY, null,
        ServerFields.without(workload.body()), null, back, List.of(), Map.of(), null);
  }

  PatchResult patched(List<String> targets, JsonPatch patch, ObjectNode patched,
      JsonPatch rollback, ObjectNode clean) {
    ObjectNode strategic = strategic(workload.body(), patched);
    if (strategic == null && workload.kind().isBuiltIn()) {
      findings.info(FindingCode.STRATEGIC_MERGE_AMBIGUOUS, null,
          "There are two elements of one name in a list, so only a JSON Patch can say which.");
    }
    boolean replaceable = workload.kind() != Workload.Kind.POD;
    RollbackPatches back = new RollbackPatches(replaceable ? rollback.toJson() : null,
        strategic(patched, clean), null);
    ObjectNode manifest = ServerFields.without(patched);
    return complete(targets, replaceable ? patch : null, strategic, manifest, null, back, false);
  }

  PatchResult annotated(List<String> targets, PatchEditor editor) {
    if (editor.patch().isEmpty()) {
      return unchanged(targets, null);
    }
    Workload patched = workload.with(editor.object());
    boolean replaceable = workload.kind() != Workload.Kind.POD;
    RollbackPatches back = new RollbackPatches(
        replaceable
            ? AnnotationMode.rollback(patched, workload, options.guards()).toJson()
            : null,
        strategic(patched.body(), workload.body()), AnnotationMode.mergePatch(patched, workload));
    return complete(targets, replaceable ? editor.patch() : null,
        strategic(workload.body(), editor.object()), ServerFields.without(editor.object()),
        AnnotationMode.mergePatch(workload, patched), back, true);
  }

  PatchResult rolledBack(List<String> targets, JsonPatch patch) {
    ObjectNode restored = patch.apply(workload.body());
    return result(Status.PATCHED, targets, patch, strategic(workload.body(), restored),
        ServerFields.without(restored), null, null, List.of(), Map.of(), null);
  }

  private @Nullable ObjectNode strategic(ObjectNode from, ObjectNode to) {
    return workload.kind().isBuiltIn() && workload.kind() != Workload.Kind.POD
        ? StrategicMerge.between(from, to)
        : null;
  }

  private PatchResult complete(List<String> targets, @Nullable JsonPatch patch,
      @Nullable ObjectNode strategic, @Nullable ObjectNode manifest,
      @Nullable ObjectNode annotation,
      RollbackPatches back, boolean merge) {
    Commands commands = new Commands(workload, merge);
    JsonNode filed = merge
        ? commands.named(annotation)
        : patch == null ? null : patch.toJson();
    JsonNode filedBack = merge ? back.annotationPatch() : back.jsonPatch();
    JsonNode strategicBack = merge ? null : back.strategicMergePatch();
    boolean git = wants("kustomize") && patch != null && workload.isNamed();
    boolean run = wants("commands");
    return result(Status.PATCHED, targets, patch, strategic, manifest, annotation, back,
        run ? commands.commands(strategicBack != null) : List.of(),
        run || git
            ? commands.files(filed, filedBack, strategicBack, manifest)
            : Map.of(),
        git ? commands.git(WorkloadAdvice.isManagedElsewhere(workload)) : null);
  }

  private boolean wants(String format) {
    return options.formats().contains(format);
  }

  private PatchResult result(Status status, List<String> targets, @Nullable JsonPatch patch,
      @Nullable ObjectNode strategic, @Nullable ObjectNode manifest,
      @Nullable ObjectNode annotation,
      @Nullable RollbackPatches back, List<Command> commands, Map<String, String> files,
      @Nullable Git git) {
    Target target = new Target(document.document(), Json.text(workload.body(), "apiVersion"),
        workload.kind().kind(), workload.namespace(), workload.name(), targets);
    return new PatchResult(target, status,
        patch == null || !wants("jsonPatch") ? null : patch.toJson(),
        wants("strategicMergePatch") ? strategic : null,
        wants("patchedManifest") ? manifest : null, wants("annotationPatch") ? annotation : null,
        back, commands, files, git, findings.list());
  }
}
