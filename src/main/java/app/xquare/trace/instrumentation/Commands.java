package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.PatchResult.Command;
import app.xquare.trace.instrumentation.PatchResult.Git;
import app.xquare.trace.instrumentation.Workload.Kind;
import app.xquare.trace.instrumentation.manifest.YamlWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a patch is applied, by hand and in Git. Patches stand in files: they hold {@code $(…)}, which a
 * shell must not see.
 */
final class Commands {
  private static final JsonMapper PRETTY = JsonMapper.builder()
      .enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Workload workload;
  private final String file;
  private final boolean merge;

  /** @param merge for a JSON merge patch, not an RFC 6902 one */
  Commands(Workload workload, boolean merge) {
    this.workload = workload;
    this.merge = merge;
    this.file = workload.kind().kind().toLowerCase(Locale.ROOT) + "-"
        + safe(workload.name());
  }

  private String patchFile() {
    return file + ".patch.json";
  }

  private String rollbackFile() {
    return file + ".rollback.json";
  }

  private String strategicRollbackFile() {
    return file + ".rollback.strategic.json";
  }

  private String manifestFile() {
    return file + ".yaml";
  }

  /** A merge patch that says what it is for, without which kustomize does not read it. */
  @Nullable
  ObjectNode named(@Nullable ObjectNode mergePatch) {
    if (mergePatch == null) {
      return null;
    }
    ObjectNode named = Json.object();
    named.set("apiVersion", workload.body().path("apiVersion"));
    named.set("kind", workload.body().path("kind"));
    named.putObject("metadata").put("name", workload.name());
    named.setAll(mergePatch);
    return named;
  }

  Map<String, String> files(@Nullable JsonNode patch, @Nullable JsonNode rollback,
      @Nullable JsonNode strategicRollback, @Nullable ObjectNode manifest) {
    Map<String, String> files = new LinkedHashMap<>();
    if (patch != null) {
      files.put(patchFile(), PRETTY.writeValueAsString(patch) + "\n");
    }
    if (rollback != null) {
      files.put(rollbackFile(), PRETTY.writeValueAsString(rollback) + "\n");
    }
    if (strategicRollback != null) {
      files.put(strategicRollbackFile(), PRETTY.writeValueAsString(strategicRollback) + "\n");
    }
    if (manifest != null) {
      files.put(manifestFile(), YamlWriter.write(List.of(manifest)));
    }
    return files;
  }

  /** @param strategic whether there is a strategic merge patch for the way back */
  List<Command> commands(boolean strategic) {
    List<Command> commands = new ArrayList<>();
    String kubectl = "kubectl" + (workload.namespace() == null
        ? ""
        : " -n " + safe(workload.namespace()));
    String object = workload.resource() + " " + safe(workload.name());
    if (workload.kind() == Kind.POD || workload.kind() == Kind.JOB) {
      commands.add(workload.isNamed()
          ? new Command("replace it, since it cannot be changed",
              kubectl + " replace --force -f " + manifestFile())
          : new Command("create it", kubectl + " create -f " + manifestFile()));
      return commands;
    }
    String patch = kubectl + " patch " + object + " --type=" + (merge ? "merge" : "json")
        + " --patch-file ";
    commands.add(new Command("see what would change",
        patch + patchFile() + " --dry-run=server -o yaml | " + kubectl + " diff -f -"));
    commands.add(new Command("apply", patch + patchFile()));
    if (workload.kind() != Kind.CRON_JOB && workload.kind() != Kind.REPLICA_SET) {
      String status = workload.kind() == Kind.ROLLOUT
          ? "kubectl argo rollouts" + kubectl.substring("kubectl".length()) + " status "
              + safe(workload.name())
          : kubectl + " rollout status " + workload.resource() + "/" + safe(workload.name());
      commands.add(new Command("wait, and roll back if it does not come up",
          status + " --timeout=5m || " + patch + rollbackFile()));
    }
    commands.add(new Command("roll back", patch + rollbackFile()));
    if (strategic) {
      commands.add(new Command("roll back if that does not fit any more, since others changed it",
          kubectl + " patch " + object + " --type=strategic --patch-file "
              + strategicRollbackFile()));
    }
    if (workload.kind() == Kind.DEPLOYMENT && !WorkloadAdvice.hasNoHistory(workload)) {
      commands.add(new Command("go back to the revision before this one, whatever it was",
          kubectl + " rollout undo " + workload.resource() + "/" + safe(workload.name())));
    }
    return commands;
  }

  Git git(boolean managed) {
    ObjectNode target = Json.object();
    if (!workload.kind().group().isEmpty()) {
      target.put("group", workload.kind().group());
    }
    String apiVersion = workload.body().path("apiVersion").asString("");
    target.put("version", apiVersion.substring(apiVersion.indexOf('/') + 1));
    target.put("kind", workload.kind().kind()).put("name", workload.name());
    ObjectNode kustomization = Json.object();
    ObjectNode patch = kustomization.putArray("patches").addObject();
    patch.put("path", patchFile());
    patch.set("target", target);
    List<String> notes = new ArrayList<>();
    notes.add("Put " + patchFile() + " beside kustomization.yaml, or commit the patched manifest.");
    if (managed) {
      notes.add("Commit it: a patch of the live object would be undone.");
    }
    notes
        .add("In a chart that takes `language`, such as Xquare's, set it in the values instead; the"
            + " operator then injects the agent.");
    return new Git(YamlWriter.write(List.of(kustomization)), notes);
  }

  /** Names come from a stranger's manifest and go to a shell. */
  static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^-", "_");
  }
}
