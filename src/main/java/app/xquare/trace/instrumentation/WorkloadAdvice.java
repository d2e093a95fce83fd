package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.Workload.Kind;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What applying a patch to a workload does, or does not. */
final class WorkloadAdvice {
  private WorkloadAdvice() {}

  /** Refuses what has to be patched elsewhere. */
  static void give(Workload workload, Findings findings) {
    owners(workload, findings);
    kind(workload, findings);
    rollout(workload, findings);
    if (isManagedElsewhere(workload)) {
      findings.warn(FindingCode.LIVE_PATCH_WILL_BE_REVERTED, "/metadata",
          managers(workload) + " manages this object and will undo a patch of the live one. Change"
              + " what it applies, by the kustomize form or the patched manifest. If that is"
              + " impossible, ignoreDifferences with RespectIgnoreDifferences=true.");
    }
  }

  private static void owners(Workload workload, Findings findings) {
    JsonNode owners = workload.body().at("/metadata/ownerReferences");
    for (JsonNode owner : owners) {
      if (owner.path("controller").asBoolean(false)) {
        findings.refuse(FindingCode.OWNED, "/metadata/ownerReferences", "This "
            + workload.kind().kind() + " belongs to the " + owner.path("kind").asString("owner")
            + " " + owner.path("name").asString("") + ": patch that.");
      }
    }
    JsonNode reference = workload.body().at("/spec/workloadRef");
    if (workload.kind() == Kind.ROLLOUT && reference.isObject()) {
      findings.refuse(FindingCode.WORKLOAD_REF, "/spec/workloadRef",
          "The pods are described by the " + reference.path("kind").asString("") + " "
              + reference.path("name").asString("") + ": patch that.");
    }
  }

  private static void kind(Workload workload, Findings findings) {
    JsonNode spec = workload.body().path("spec");
    switch (workload.kind()) {
      case POD -> findings.warn(FindingCode.MANIFEST_ONLY, null,
          "A pod cannot be changed: delete it and create it from the patched manifest.");
      case JOB -> findings.warn(FindingCode.IMMUTABLE, "/spec/template",
          "The template of a job cannot be changed: delete it and create it anew.");
      case REPLICA_SET -> findings.warn(FindingCode.OLD_PODS_STAY, null,
          "A ReplicaSet does not replace its pods: delete them.");
      case ROLLOUT -> findings.info(FindingCode.JSON_PATCH_ONLY, null,
          "A Rollout has no strategic merge; only the JSON Patch fits it.");
      case STATEFUL_SET, DAEMON_SET -> {
        if (spec.at("/updateStrategy/type").asString("").equals("OnDelete")) {
          findings.warn(FindingCode.ON_DELETE, "/spec/updateStrategy",
              "Pods get the change when they are deleted, not before.");
        }
      }
      case DEPLOYMENT, CRON_JOB -> {
      }
    }
  }

  private static void rollout(Workload workload, Findings findings) {
    JsonNode spec = workload.body().path("spec");
    if (spec.path("paused").asBoolean(false)) {
      findings.warn(FindingCode.PAUSED, "/spec/paused",
          "Roll-outs are paused: nothing happens until they are resumed.");
    }
    if (spec.path("replicas").isInt() && spec.path("replicas").intValue() == 0) {
      findings.info(FindingCode.NO_REPLICAS, "/spec/replicas", "There are no pods to see it in.");
    }
    if (spec.at("/strategy/type").asString("").equals("Recreate")) {
      findings.warn(FindingCode.RECREATE_DOWNTIME, "/spec/strategy",
          "All pods end before new ones start.");
    }
    if (hasNoHistory(workload)) {
      findings.info(FindingCode.NO_ROLLOUT_HISTORY, "/spec/revisionHistoryLimit",
          "There is no `rollout undo`; keep the rollback patch.");
    }
  }

  static boolean hasNoHistory(Workload workload) {
    JsonNode limit = workload.body().at("/spec/revisionHistoryLimit");
    return limit.isInt() && limit.intValue() == 0;
  }

  /** Whether Git or Helm says what the live object is. */
  static boolean isManagedElsewhere(Workload workload) {
    return !managers(workload).isEmpty();
  }

  private static String managers(Workload workload) {
    Map<String, String> labels = workload.labels();
    Map<String, String> annotations = workload.annotations();
    if (labels.containsKey("argocd.argoproj.io/instance")
        || annotations.containsKey("argocd.argoproj.io/tracking-id")) {
      return "Argo CD";
    }
    if (labels.containsKey("kustomize.toolkit.fluxcd.io/name")
        || labels.containsKey("helm.toolkit.fluxcd.io/name")) {
      return "Flux";
    }
    return "Helm".equals(labels.get("app.kubernetes.io/managed-by"))
        || annotations.containsKey("meta.helm.sh/release-name") ? "Helm" : "";
  }
}
