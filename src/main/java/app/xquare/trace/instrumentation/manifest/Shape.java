package app.xquare.trace.instrumentation.manifest;

import tools.jackson.databind.JsonNode;

/** Counts a tree and names what it is made of. */
final class Shape {
  private int nodes;

  private Shape() {}

  /** @throws ManifestException if the tree is deeper or larger than allowed */
  static void check(JsonNode tree, int maxDepth, int maxNodes) {
    new Shape().count(tree, maxDepth, maxNodes);
  }

  private void count(JsonNode node, int depthLeft, int maxNodes) {
    if (depthLeft == 0) {
      throw tooDeep(0);
    }
    if (++nodes > maxNodes) {
      throw tooMany(0);
    }
    for (JsonNode child : node) {
      count(child, depthLeft - 1, maxNodes);
    }
  }

  static ManifestException tooDeep(int line) {
    return ManifestException.tooLarge(line, "nested too deep",
        "at most " + ManifestReader.MAX_DEPTH + " levels");
  }

  static ManifestException tooMany(int line) {
    return ManifestException.tooLarge(line, "too many values, aliases resolved",
        "at most " + ManifestReader.MAX_NODES);
  }

  /** What a value is, without the value. */
  static String name(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      default -> "nothing";
    };
  }
}
