package app.xquare.trace.instrumentation;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Whether there is room for the agent's volume and its mounts. */
record AgentVolume(Workload workload, Agent agent, LanguageInjection language, Findings findings) {
  void check(List<Container> targets) {
    List<ObjectNode> volumes = Json.objects(workload.podSpec(), "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      if (agent.name().equals(Json.text(volumes.get(i), "name"))) {
        findings.refuse(FindingCode.VOLUME_NAME_TAKEN, workload.podPath() + "/volumes/" + i,
            "There is another volume " + agent.name() + ".");
      }
    }
    if (workload.container(agent.name()) != null) {
      findings.refuse(FindingCode.CONTAINER_NAME_TAKEN, workload.podPath(),
          "There is another container " + agent.name() + ".");
    }
    targets.forEach(this::mounts);
  }

  private void mounts(Container target) {
    String wanted = language.mount(target.name());
    List<ObjectNode> mounts = Json.objects(target.body(), "volumeMounts");
    for (int i = 0; i < mounts.size(); i++) {
      String path = target.path(workload) + "/volumeMounts/" + i;
      String mounted = mounts.get(i).path("mountPath").asString("").replaceFirst("(?<=.)/+$", "");
      if (mounted.equals(wanted)) {
        findings.refuse(FindingCode.MOUNT_PATH_TAKEN, path,
            "Something else is mounted at " + wanted + ".");
      } else if (mounted.equals("/") || wanted.startsWith(mounted + "/")
          || mounted.startsWith(wanted + "/")) {
        findings.warn(FindingCode.PARENT_PATH_MOUNTED, path,
            "This mount and the agent's at " + wanted + " are one inside the other.");
      }
    }
  }
}
