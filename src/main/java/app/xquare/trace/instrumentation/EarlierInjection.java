package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Whether a pod template holds somebody else's injection. */
final class EarlierInjection {
  private static final String OLD_MOUNT = "/otel-auto-instrumentation";

  private EarlierInjection() {}

  /** How it got there. */
  enum Kind {
    /** As the operator does it; seen in pods, never in templates. */
    OPERATOR,
    /** By hand, in the layout that operators before 0.86 had. */
    MANUAL
  }

  /** Null if there is none. By the marks that the operator itself goes by. */
  static @Nullable Kind of(Workload workload) {
    for (ObjectNode init : workload.initContainers()) {
      if (OperatorNames.INIT_CONTAINERS.contains(init.path("name").asString(""))) {
        boolean old = Json.objects(init, "volumeMounts").stream()
            .anyMatch(mount -> mount.path("mountPath").asString("").replaceFirst("/$", "")
                .equals(OLD_MOUNT));
        return old ? Kind.MANUAL : Kind.OPERATOR;
      }
    }
    for (ObjectNode container : workload.containers()) {
      String name = container.path("name").asString("");
      boolean marked = EnvironmentArray.last(container.get("env"), OperatorNames.NODE_NAME) >= 0;
      if (name.equals(OperatorNames.GO_SIDECAR) || (marked && !name.equals("otc-container"))) {
        return Kind.OPERATOR;
      }
    }
    return null;
  }

  /** Containers that the old layout was mounted into. */
  static List<String> containers(Workload workload) {
    return workload.containers().stream()
        .filter(container -> Json.objects(container, "volumeMounts").stream()
            .anyMatch(mount -> mount.path("mountPath").asString("").replaceFirst("/$", "")
                .equals(OLD_MOUNT)))
        .map(container -> container.path("name").asString("")).toList();
  }
}
