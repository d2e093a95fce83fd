package app.xquare.trace.instrumentation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was made of one object of the manifests. Patches that do not exist for it, or were not asked
 * for, are null.
 *
 * @param jsonPatch RFC 6902; empty if nothing has to be changed
 * @param strategicMergePatch leads to the same object, and fits one that others changed meanwhile
 * @param patchedManifest the object with the patch applied, without what only a server sets
 * @param annotationPatch a JSON merge patch, in the mode {@code annotate}
 * @param commands to run, in their order, beside the files
 * @param files contents by name, for the commands and for Git
 */
public record PatchResult(Target target, Status status, @Nullable ArrayNode jsonPatch,
    @Nullable ObjectNode strategicMergePatch, @Nullable ObjectNode patchedManifest,
    @Nullable ObjectNode annotationPatch, @Nullable RollbackPatches rollback,
    List<Command> commands, Map<String, String> files, @Nullable Git git, List<Finding> findings) {

  /** The same without the object itself, which may hold secrets, neither as such nor as a file. */
  public PatchResult withoutManifest() {
    Map<String, String> patches = new LinkedHashMap<>(files);
    patches.keySet().removeIf(name -> !name.endsWith(".json"));
    return new PatchResult(target, status, jsonPatch, strategicMergePatch, null, annotationPatch,
        rollback, commands, patches, git, findings);
  }

  /** Which object it is about. */
  public record Target(int document, @Nullable String apiVersion, @Nullable String kind,
      @Nullable String namespace, @Nullable String name, List<String> containers) {}

  /** What became of it. */
  public enum Status {
    /** There is a patch. */
    PATCHED,
    /** It is already as asked, or instrumented by somebody else; the patch is empty. */
    UNCHANGED,
    /** A finding of severity {@code ERROR} says why there is no patch. */
    REFUSED,
    /** It has no pods. */
    PASSED_THROUGH
  }

  /** The inverses of the patches. */
  public record RollbackPatches(@Nullable ArrayNode jsonPatch,
      @Nullable ObjectNode strategicMergePatch, @Nullable ObjectNode annotationPatch) {}

  /** A line for a shell, with no expansion in it, and what it is for. */
  public record Command(String purpose, String command) {}

  /** The form for a repository. */
  public record Git(String kustomize, List<String> notes) {}
}
