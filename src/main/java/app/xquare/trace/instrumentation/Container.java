package app.xquare.trace.instrumentation;

import tools.jackson.databind.node.ObjectNode;

/**
 * A container of a pod template.
 *
 * @param list {@code containers} or {@code initContainers}
 * @param index its place there
 */
record Container(String list, int index, String name, ObjectNode body) {
  static final String REGULAR = "containers";
  static final String INIT = "initContainers";

  boolean isInit() {
    return list.equals(INIT);
  }

  String path(Workload workload) {
    return workload.podPath() + "/" + list + "/" + index;
  }

  String image() {
    return body.path("image").asString("");
  }
}
