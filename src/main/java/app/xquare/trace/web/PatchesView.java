package app.xquare.trace.web;

import app.xquare.trace.instrumentation.Finding;
import app.xquare.trace.instrumentation.FindingCode;
import app.xquare.trace.instrumentation.PatchResult;
import app.xquare.trace.instrumentation.Severity;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "Patches")
record PatchesView(
    @Schema(description = "One for each object, in their order") List<Result> results) {
  static PatchesView of(List<PatchResult> results) {
    return new PatchesView(results.stream().map(Result::of).toList());
  }

  @Schema(name = "PatchResult")
  record Result(Target target,
      @Schema(description = "REFUSED: a finding of severity ERROR says why. PASSED_THROUGH: it has no pods") PatchResult.Status status,
      @Schema(types = {
          "array",
          "null"}, implementation = Object.class, description = "RFC 6902; empty if nothing has to be changed") @Nullable Object jsonPatch,
      @Schema(types = {"object",
          "null"}, implementation = Object.class) @Nullable Object strategicMergePatch,
      @Schema(types = {"object",
          "null"}, implementation = Object.class) @Nullable Object patchedManifest,
      @Schema(types = {
          "object",
          "null"}, implementation = Object.class, description = "A JSON merge patch, in the mode annotate") @Nullable Object annotationPatch,
      @Schema(types = {"object", "null"}) @Nullable Rollback rollback, List<Command> commands,
      @Schema(description = "Contents by name, for the commands and for Git") Map<String, String> files,
      @Schema(types = {"object", "null"}) @Nullable Git git, List<FindingView> findings) {
    static Result of(PatchResult result) {
      PatchResult.RollbackPatches back = result.rollback();
      PatchResult.Git git = result.git();
      return new Result(Target.of(result.target()), result.status(), result.jsonPatch(),
          result.strategicMergePatch(), result.patchedManifest(), result.annotationPatch(),
          back == null
              ? null
              : new Rollback(back.jsonPatch(), back.strategicMergePatch(), back.annotationPatch()),
          result.commands().stream()
              .map(command -> new Command(command.purpose(), command.command())).toList(),
          result.files(), git == null ? null : new Git(git.kustomize(), git.notes()),
          result.findings().stream().map(FindingView::of).toList());
    }
  }

  @Schema(name = "PatchTarget")
  record Target(@Schema(description = "Place among the documents, from 0") int document,
      @Schema(types = {
          "string", "null"}) @Nullable String apiVersion,
      @Schema(types = {"string", "null"}) @Nullable String kind,
      @Schema(types = {"string", "null"}) @Nullable String namespace,
      @Schema(types = {"string", "null"}) @Nullable String name, List<String> containers) {
    static Target of(PatchResult.Target target) {
      return new Target(target.document(), target.apiVersion(), target.kind(), target.namespace(),
          target.name(), target.containers());
    }
  }

  @Schema(name = "RollbackPatches")
  record Rollback(
      @Schema(types = {"array", "null"}, implementation = Object.class) @Nullable Object jsonPatch,
      @Schema(types = {"object",
          "null"}, implementation = Object.class) @Nullable Object strategicMergePatch,
      @Schema(types = {"object",
          "null"}, implementation = Object.class) @Nullable Object annotationPatch) {}

  @Schema(name = "Command")
  record Command(String purpose, String command) {}

  @Schema(name = "GitForm")
  record Git(String kustomize, List<String> notes) {}

  @Schema(name = "Finding")
  record FindingView(FindingCode code, Severity severity, @Schema(types = {
      "string", "null"}, description = "JSON pointer of what it is about") @Nullable String path,
      @Schema(types = {"integer",
          "null"}, description = "Line in the text, from 1") @Nullable Integer line,
      String message,
      @Schema(types = {"string",
          "null"}, description = "What stays as it is") @Nullable String kept,
      @Schema(types = {"string",
          "null"}, description = "What would have been set") @Nullable String wanted) {
    static FindingView of(Finding finding) {
      return new FindingView(finding.code(), finding.severity(), finding.path(), finding.line(),
          finding.message(), finding.kept(), finding.wanted());
    }
  }
}
