package app.xquare.trace.instrumentation;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether Kubernetes guarantees a pod its resources: then it is the last to be evicted. */
final class QualityOfService {
  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private QualityOfService() {}

  /** Every container, and every init container, gets exactly what it may use. */
  static boolean isGuaranteed(JsonNode podSpec) {
    List<ObjectNode> containers = Json.objects(podSpec, "containers");
    return !containers.isEmpty()
        && containers.stream().allMatch(one -> isExact(one.path("resources")))
        && Json.objects(podSpec, "initContainers").stream()
            .allMatch(one -> isExact(one.path("resources")));
  }

  /** A request that is not there is taken from the limit. */
  static boolean isExact(JsonNode resources) {
    return RESOURCES.stream().allMatch(name -> {
      JsonNode limit = resources.path("limits").path(name);
      JsonNode request = resources.path("requests").path(name);
      return !limit.isMissingNode() && (request.isMissingNode() || request.equals(limit));
    });
  }
}
