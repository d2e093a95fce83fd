package app.xquare.trace.instrumentation;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The container that copies the agent, and the volume it copies to. */
final class InitContainer {
  /** Of {@code nobody} in the images that agents are built on. */
  private static final int UNPRIVILEGED = 65532;

  private InitContainer() {}

  static ObjectNode volume(Agent agent, String sizeLimit) {
    ObjectNode volume = Json.object().put("name", agent.name());
    volume.putObject("emptyDir").put("sizeLimit", sizeLimit);
    return volume;
  }

  static ObjectNode of(Workload workload, Container firstTarget, Agent agent, String image,
      InjectionOptions options, Findings findings) {
    ObjectNode init = Json.object().put("name", agent.name()).put("image", image);
    if (options.imagePullPolicy() != null) {
      init.put("imagePullPolicy", options.imagePullPolicy());
    }
    init.set("command", Json.array(agent.command()));
    ObjectNode asked = options.initResources();
    init.set("resources", asked != null ? asked.deepCopy() : resources(agent));
    if (QualityOfService.isGuaranteed(workload.podSpec())
        && !QualityOfService.isExact(init.path("resources"))) {
      findings.warn(FindingCode.QOS_CLASS_CHANGES, workload.podPath(),
          "The pod is of the class Guaranteed; the init container, which may use more than it"
              + " requests, makes it Burstable, so it is evicted earlier. Give `initResources` whose"
              + " requests equal their limits.");
    }
    ObjectNode security = securityContext(workload, firstTarget, options, findings);
    if (!security.isEmpty() || firstTarget.body().hasNonNull("securityContext")) {
      init.set("securityContext", security);
    }
    init.putArray("volumeMounts").addObject().put("name", agent.name()).put("mountPath",
        agent.initMount());
    return init;
  }

  private static ObjectNode resources(Agent agent) {
    ObjectNode resources = Json.object();
    resources.putObject("limits").put("cpu", Agent.LIMIT_CPU).put("memory", Agent.LIMIT_MEMORY);
    resources.putObject("requests").put("cpu", agent.requestCpu()).put("memory",
        agent.requestMemory());
    return resources;
  }

  /** The application's own, so that what admits its container admits this one. */
  private static ObjectNode securityContext(Workload workload, Container firstTarget,
      InjectionOptions options, Findings findings) {
    ObjectNode asked = options.initSecurityContext();
    if (asked != null) {
      return asked.deepCopy();
    }
    ObjectNode security = firstTarget.body().get("securityContext") instanceof ObjectNode own
        ? own.deepCopy()
        : Json.object();
    JsonNode pod = workload.podSpec().path("securityContext");
    boolean nonRoot = security.has("runAsNonRoot")
        ? security.path("runAsNonRoot").asBoolean(false)
        : pod.path("runAsNonRoot").asBoolean(false);
    if (nonRoot && !security.hasNonNull("runAsUser") && !pod.hasNonNull("runAsUser")) {
      String path = firstTarget.path(workload) + "/securityContext";
      if (options.openshift()) {
        findings.info(FindingCode.RUN_AS_NON_ROOT, path,
            "The pod may not run as root; OpenShift chooses the user of the init container.");
      } else {
        security.put("runAsUser", UNPRIVILEGED);
        findings.info(FindingCode.RUN_AS_NON_ROOT, path,
            "The pod may not run as root and names no user, but the agent's image runs as root: its"
                + " init container gets user " + UNPRIVILEGED + ".");
      }
    }
    return security;
  }
}
