package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Which containers get an agent. */
final class Targets {
  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
  private static final Set<String> SIDECARS = Set.of("istio-proxy", "linkerd-proxy", "vault-agent",
      "daprd", "cloud-sql-proxy", "cloudsql-proxy", "otc-container", "envoy", "fluent-bit",
      "opentelemetry-auto-instrumentation");
  private static final Pattern SIDECAR_IMAGE = Pattern.compile(
      ".*/(proxyv2|cloud-sql-proxy|gce-proxy|daprd|vault|opentelemetry-collector(-contrib)?)(:.*)?");

  private Targets() {}

  static boolean isSidecar(ObjectNode container) {
    return SIDECARS.contains(container.path("name").asString(""))
        || SIDECAR_IMAGE.matcher(container.path("image").asString("")).matches();
  }

  /** Init containers first, by their place; then the others as they were named. None if refused. */
  static List<Container> choose(Workload workload, List<String> names, Findings findings) {
    List<Container> targets = new ArrayList<>();
    for (String name : names.isEmpty() ? defaults(workload, findings) : names) {
      Container container = workload.container(name);
      if (container == null) {
        findings.refuse(FindingCode.UNKNOWN_CONTAINER, workload.podPath() + "/containers",
            "There is no container " + name + "; there are " + names(workload) + ".");
      } else if (targets.stream().anyMatch(other -> other.name().equals(name))) {
        findings.refuse(FindingCode.CONTAINER_NAMES_INVALID, container.path(workload),
            "The container " + name + " was named twice.");
      } else {
        targets.add(container);
      }
    }
    targets.sort(Comparator.comparing((Container target) -> !target.isInit())
        .thenComparingInt(target -> target.isInit() ? target.index() : 0));
    return targets;
  }

  private static List<String> defaults(Workload workload, Findings findings) {
    String path = workload.podPath() + "/containers";
    if (workload.containers().isEmpty()) {
      findings.refuse(FindingCode.NO_CONTAINERS, path, "The pod template has no containers.");
      return List.of();
    }
    String named = workload.podAnnotations().get(DEFAULT_CONTAINER);
    if (named != null && workload.container(named) != null) {
      return List.of(named);
    }
    List<String> left = workload.containers().stream().filter(one -> !isSidecar(one))
        .map(one -> one.path("name").asString("")).toList();
    if (left.size() != 1) {
      findings.refuse(FindingCode.CONTAINER_NAME_REQUIRED, path,
          "Say which by `containers`: there are " + names(workload) + ".");
      return List.of();
    }
    if (workload.containers().size() > 1) {
      findings.info(FindingCode.SIDECARS_LEFT_OUT, path,
          "Only " + left.getFirst() + " gets the agent; the others are known sidecars.");
    }
    return left;
  }

  private static String names(Workload workload) {
    List<String> names = new ArrayList<>();
    for (ObjectNode container : workload.initContainers()) {
      names.add(container.path("name").asString("") + " (init)");
    }
    workload.containers().forEach(one -> names.add(one.path("name").asString("")));
    return String.join(", ", names);
  }
}
