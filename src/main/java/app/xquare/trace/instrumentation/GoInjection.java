package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.PatchEditor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The Go agent: a privileged container that watches the application's process from beside it. */
final class GoInjection {
  static final String VOLUME = "kernel-debug";
  private static final String KERNEL_DEBUG = "/sys/kernel/debug";

  private GoInjection() {}

  /** Refuses what the operator would refuse; null then. */
  static @Nullable PodChange apply(PatchEditor editor, Workload workload, List<Container> targets,
      InjectionOptions options, String image, Findings findings) {
    String pod = workload.podPath();
    Container target = targets.getFirst();
    String executable = options.goTarget() != null
        ? options.goTarget()
        : workload.podAnnotations().get(OperatorNames.GO_TARGET);
    if (targets.size() > 1 || target.isInit()) {
      findings.refuse(FindingCode.GO_ONE_CONTAINER, pod,
          "The Go agent watches one container, which is no init container.");
    }
    if (executable == null) {
      findings.refuse(FindingCode.GO_TARGET_UNKNOWN, target.path(workload),
          "Say by `goTarget` which executable the agent watches.");
    }
    if (workload.podSpec().path("shareProcessNamespace").isBoolean()
        && !workload.podSpec().path("shareProcessNamespace").booleanValue()) {
      findings.refuse(FindingCode.GO_PROCESS_NAMESPACE, pod + "/shareProcessNamespace",
          "The pod forbids shared processes, which the agent needs.");
    }
    if (EnvironmentArray.last(workload.podSpec().get("volumes"), VOLUME) >= 0) {
      findings.refuse(FindingCode.VOLUME_NAME_TAKEN, pod + "/volumes",
          "There is another volume " + VOLUME + ".");
    }
    if (workload.container(OperatorNames.GO_SIDECAR) != null) {
      findings.refuse(FindingCode.CONTAINER_NAME_TAKEN, pod + "/containers",
          "There is a container " + OperatorNames.GO_SIDECAR + " already.");
    }
    if (findings.refused()) {
      return null;
    }
    findings.warn(FindingCode.PRIVILEGED, pod,
        "The agent runs privileged as root; the pod security levels baseline and restricted forbid"
            + " it.");
    editor.append(pod + "/volumes", volume());
    editor.add(pod + "/containers/-",
        sidecar(workload, target, options, image, String.valueOf(executable), findings));
    boolean shared = workload.podSpec().path("shareProcessNamespace").asBoolean(false);
    if (!shared) {
      editor.testAbsent(pod + "/shareProcessNamespace").add(pod + "/shareProcessNamespace",
          JsonNodeFactory.instance.booleanNode(true));
    }
    return new PodChange(List.of(VOLUME), List.of(), OperatorNames.GO_SIDECAR, Map.of(), List.of(),
        !shared, Map.of());
  }

  private static ObjectNode volume() {
    ObjectNode volume = Json.object().put("name", VOLUME);
    volume.putObject("hostPath").put("path", KERNEL_DEBUG);
    return volume;
  }

  private static ObjectNode sidecar(Workload workload, Container target, InjectionOptions options,
      String image, String executable, Findings findings) {
    // The variables say what the application's would say, but stand on the agent's container.
    Container watched = new Container(target.list(), target.index(), target.name(),
        Json.object().put("name", target.name()).put("image", target.image()));
    EnvironmentPlan plan = new EnvironmentPlan(workload, watched, options,
        new EnvironmentSources(watched.body(), Map.of(), Map.of()), findings);
    plan.insert("OTEL_GO_AUTO_TARGET_EXE", executable);
    EnvironmentOrder.fill(plan, LanguageInjection.of(Language.GO), workload, options, findings);
    ObjectNode sidecar = Json.object().put("name", OperatorNames.GO_SIDECAR).put("image", image);
    sidecar.set("env", plan.fresh());
    ObjectNode security = options.initSecurityContext();
    sidecar.set("securityContext", security != null
        ? security.deepCopy()
        : Json.object().put("runAsUser", 0).put("privileged", true));
    sidecar.putArray("volumeMounts").addObject().put("name", VOLUME).put("mountPath", KERNEL_DEBUG);
    if (options.imagePullPolicy() != null) {
      sidecar.put("imagePullPolicy", options.imagePullPolicy());
    }
    return sidecar;
  }
}
