package app.xquare.trace.instrumentation.live;

import app.xquare.trace.instrumentation.InjectionOptions;
import app.xquare.trace.instrumentation.PatchResult;
import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.WorkloadPatches;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Patches workloads of a cluster. A patch names the object's uid and generation, so it is refused if
 * the object changed between reading and applying. Results hold no manifest, since it may hold
 * secrets that the caller may not read in the cluster. Needs the rights to get and to patch.
 */
public final class LivePatches {
  /** Kinds by how they are asked for. */
  private static final Map<String, ResourceDefinitionContext> KINDS = Map.of("deployment",
      kind("apps", "v1", "Deployment", "deployments"), "statefulset",
      kind("apps", "v1", "StatefulSet", "statefulsets"), "daemonset",
      kind("apps", "v1", "DaemonSet", "daemonsets"), "cronjob",
      kind("batch", "v1", "CronJob", "cronjobs"), "rollout",
      kind("argoproj.io", "v1alpha1", "Rollout", "rollouts"));
  private static final String FIELD_MANAGER = "xquare-trace";
  private static final JsonMapper JSON = new JsonMapper();

  private final KubernetesClient client;
  private final WorkloadPatches patches;

  LivePatches(KubernetesClient client, WorkloadPatches patches) {
    this.client = client;
    this.patches = patches;
  }

  private static ResourceDefinitionContext kind(String group, String version, String kind,
      String plural) {
    return new ResourceDefinitionContext.Builder().withGroup(group).withVersion(version)
        .withKind(kind).withPlural(plural).withNamespaced(true).build();
  }

  /** How kinds are spelled, in order. */
  public static List<String> kinds() {
    return KINDS.keySet().stream().sorted().toList();
  }

  /**
   * Instruments a workload.
   *
   * @param kind one of {@link #kinds()}
   * @param apply false only tries it
   * @throws ClusterException if the cluster refuses
   */
  public LiveResult patch(String kind, String namespace, String name, InjectionOptions options,
      boolean apply) {
    return run(kind, namespace, name, apply,
        document -> patches.patch(List.of(document), options).getFirst());
  }

  /** Takes an instrumentation out, by its markers; otherwise as {@link #patch}. */
  public LiveResult rollback(String kind, String namespace, String name, boolean apply) {
    return run(kind, namespace, name, apply, document -> patches
        .rollback(List.of(document), JsonNodeFactory.instance.objectNode()).getFirst());
  }

  private LiveResult run(String kind, String namespace, String name, boolean apply,
      Function<ManifestDocument, PatchResult> patch) {
    ResourceDefinitionContext context = KINDS.get(kind);
    if (context == null) {
      throw new IllegalArgumentException(kind);
    }
    Resource<GenericKubernetesResource> object = client.genericKubernetesResources(context)
        .inNamespace(namespace).withName(name);
    String place = kind + " " + name + " in " + namespace;
    GenericKubernetesResource read = ask("reading " + place, object::get);
    if (read == null) {
      throw ClusterException.absent(place);
    }
    ObjectNode body = (ObjectNode) JSON
        .readTree(client.getKubernetesSerialization().asJson(read));
    PatchResult result = patch.apply(ManifestDocument.of(0, body)).withoutManifest();
    ArrayNode operations = result.jsonPatch();
    if (result.status() != Status.PATCHED || operations == null) {
      return new LiveResult(result, false, false);
    }
    ask("a dry run of the patch of " + place,
        () -> object.patch(context(List.of("All")), operations.toString()));
    if (apply) {
      ask("the patch of " + place, () -> object.patch(context(null), operations.toString()));
    }
    return new LiveResult(result, true, apply);
  }

  private static PatchContext context(@Nullable List<String> dryRun) {
    PatchContext.Builder context = new PatchContext.Builder().withPatchType(PatchType.JSON)
        .withFieldManager(FIELD_MANAGER);
    return (dryRun == null ? context : context.withDryRun(dryRun)).build();
  }

  /** The cluster's own sentences may repeat values of objects; its codes do not. */
  private static <T> @Nullable T ask(String what, Supplier<@Nullable T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException refused) {
      String reason = refused.getStatus() == null || refused.getStatus().getReason() == null
          ? ""
          : " " + refused.getStatus().getReason();
      int code = refused.getCode();
      String changed = code == 409 || code == 422
          ? ". The object may have changed meanwhile: ask again"
          : "";
      throw ClusterException.refused("The cluster did not allow " + what + ": "
          + (code <= 0 ? "it was not reached" : code + reason + changed) + ".");
    }
  }
}
