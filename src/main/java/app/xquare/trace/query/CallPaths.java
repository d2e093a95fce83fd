package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanKind;
import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The call paths of two traces as one tree. A path is known by its last step and the path before it,
 * so that deep traces need no long keys.
 */
final class CallPaths {
  private static final int SIDES = 2;

  private record Step(Node before, String service, String operation, SpanKind kind) {}

  /** Compared by identity: there is one for each path. */
  private static final class Node {
    final @Nullable Step step;
    final int depth;
    @Nullable
    Node firstChild;
    @Nullable
    Node nextSibling;
    @Nullable
    Node latestLinked;
    boolean linked;
    final int[] counts = new int[SIDES];
    final int[] errors = new int[SIDES];
    final long[] durations = new long[SIDES];
    final long[] selfs = new long[SIDES];
    int index = -1;

    Node(@Nullable Step step, int depth) {
      this.step = step;
      this.depth = depth;
    }

    PathDiff.Figures figures(int side) {
      return new PathDiff.Figures(counts[side], errors[side], durations[side], selfs[side]);
    }
  }

  private final Node top = new Node(null, -1);
  private final Map<Step, Node> nodes = new HashMap<>();

  /** @param side 0 or 1, each once and 0 before 1 */
  void add(TraceTree tree, int side) {
    TreeRows rows = tree.treeRows();
    Node[] nodeOfRow = new Node[rows.size()];
    List<Node> asShown = new ArrayList<>();
    for (int row = 0; row < nodeOfRow.length; row++) {
      Span span = rows.spans()[row];
      int parentRow = rows.parents()[row];
      Node parent = parentRow == TreeRows.NONE ? top : nodeOfRow[parentRow];
      Step step = new Step(parent, span.service(), span.name(), span.kind());
      Node node = nodes.computeIfAbsent(step, key -> new Node(key, key.before.depth + 1));
      nodeOfRow[row] = node;
      if (node.counts[side] == 0) {
        asShown.add(node);
      }
      node.counts[side]++;
      node.errors[side] += span.isError() ? 1 : 0;
      node.durations[side] = LongMath.saturatedAdd(node.durations[side], span.durationNanos());
      node.selfs[side] = LongMath.saturatedAdd(node.selfs[side], tree.selfNanos(row));
    }
    link(asShown, side);
  }

  /**
   * Puts each new path behind the sibling that this trace showed before it, and behind those that
   * follow there and that this trace does not have.
   */
  private void link(List<Node> asShown, int side) {
    top.latestLinked = null;
    nodes.values().forEach(node -> node.latestLinked = null);
    for (Node node : asShown) {
      Node parent = node.step == null ? top : node.step.before;
      if (!node.linked) {
        insert(parent, node, side);
      }
      parent.latestLinked = node;
    }
  }

  private static void insert(Node parent, Node node, int side) {
    Node before = parent.latestLinked;
    Node after = before == null ? parent.firstChild : before.nextSibling;
    while (after != null && after.counts[side] == 0) {
      before = after;
      after = after.nextSibling;
    }
    if (before == null) {
      parent.firstChild = node;
    } else {
      before.nextSibling = node;
    }
    node.nextSibling = after;
    node.linked = true;
  }

  /** Depth-first. */
  List<PathDiff> depthFirst() {
    List<PathDiff> paths = new ArrayList<>(nodes.size());
    Node node = top.firstChild;
    while (node != null) {
      Step step = node.step;
      if (step != null) {
        node.index = paths.size();
        paths.add(new PathDiff(node.depth, step.before.index, step.service, step.operation,
            step.kind, node.figures(0), node.figures(1)));
      }
      node = node.firstChild != null ? node.firstChild : following(node);
    }
    return Collections.unmodifiableList(paths);
  }

  private static @Nullable Node following(Node last) {
    Node node = last;
    while (node.nextSibling == null) {
      if (node.step == null) {
        return null;
      }
      node = node.step.before;
    }
    return node.nextSibling;
  }
}
