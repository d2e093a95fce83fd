package app.xquare.trace.web;

import app.xquare.trace.query.PathDiff;
import app.xquare.trace.query.TraceDiff;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "TraceDiff", description = "What differs between two traces, by call path")
record TraceDiffView(TraceSummaryView a, TraceSummaryView b, CountsView counts,
    @Schema(description = "Depth first, in the order of the first trace") List<PathView> paths) {

  @Schema(name = "PathCounts", description = "How many paths there are of each change")
  record CountsView(int same, int changed, int onlyInA, int onlyInB) {}

  @Schema(name = "PathDiff", description = "The spans whose service, operation and kind, and those of"
      + " all spans above them, are the same")
  record PathView(@Schema(description = "0 at the top") int depth,
      @Schema(types = {"integer",
          "null"}, description = "Index in `paths` of the path one step shorter; null at the top") @Nullable Integer parent,
      String service, String operation, String kind,
      @Schema(description = "`same`, `changed`, `only_in_a` or `only_in_b`. A path of both traces has"
          + " changed if the number of spans or of errors differs, or the average durations by more"
          + " than a tenth of the larger.") String change,
      FiguresView a, FiguresView b) {}

  @Schema(name = "PathFigures", description = "Spans of one trace on one path, all zero where there"
      + " are none")
  record FiguresView(int count, int errorCount,
      @Schema(description = "Sum of their durations") long durationNanos,
      long averageDurationNanos,
      @Schema(description = "Sum of their self times") long selfNanos) {
    static FiguresView of(PathDiff.Figures figures) {
      return new FiguresView(figures.count(), figures.errorCount(), figures.durationNanos(),
          figures.averageDurationNanos(), figures.selfNanos());
    }
  }

  static TraceDiffView of(TraceDiff diff) {
    Map<PathDiff.Change, Integer> counts = diff.counts();
    return new TraceDiffView(TraceSummaryView.of(diff.a()), TraceSummaryView.of(diff.b()),
        new CountsView(counts.getOrDefault(PathDiff.Change.SAME, 0),
            counts.getOrDefault(PathDiff.Change.CHANGED, 0),
            counts.getOrDefault(PathDiff.Change.ONLY_IN_A, 0),
            counts.getOrDefault(PathDiff.Change.ONLY_IN_B, 0)),
        diff.paths().stream().map(TraceDiffView::of).toList());
  }

  private static PathView of(PathDiff path) {
    return new PathView(path.depth(), path.parent() < 0 ? null : path.parent(), path.service(),
        path.operation(), path.kind().text(), path.change().text(), FiguresView.of(path.a()),
        FiguresView.of(path.b()));
  }
}
