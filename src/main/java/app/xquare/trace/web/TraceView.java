package app.xquare.trace.web;

import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import app.xquare.trace.query.TraceRow;
import app.xquare.trace.query.TraceTree;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "Trace", description = "A trace in display order: depth first, siblings by start")
record TraceView(TraceSummaryView summary,
    @Schema(description = "Start of the earliest row, RFC 3339; offsets count from here. It differs"
        + " from the summary's only where clocks were adjusted.") String startTime,
    @Schema(description = "The same in nanoseconds since the epoch") String startTimeUnixNano,
    @Schema(description = "From there to the latest end") long durationNanos,
    @Schema(description = "Largest depth of a row") int maxDepth,
    @Schema(description = "Index of the row that the critical path belongs to") int rootRow,
    @Schema(description = "Largest self time first") List<ServiceShareView> services,
    @Schema(description = "Those of the summary, and what only the tree shows") List<WarningView> warnings,
    @Schema(description = "Resources of the rows of this page, each once") List<ResourceView> resources,
    @Schema(description = "Scopes of the rows of this page, each once") List<ScopeView> scopes,
    @Schema(description = "Rows of the trace, one a span") int totalRows,
    @Schema(description = "Index of the first row of this page") int offset,
    @Schema(types = {
        "integer",
        "null"}, description = "Where the next page begins; null on the last") @Nullable Integer nextOffset,
    List<RowView> rows) {

  @Schema(name = "ServiceShare", description = "A service's part in a trace")
  record ServiceShareView(String service, int spanCount, int errorCount,
      @Schema(description = "Self times of its spans together") long selfNanos,
      @Schema(description = "Its part of all self times, 0 to 1") double selfFraction,
      @Schema(description = "Its part of the critical path") long criticalPathNanos) {}

  @Schema(name = "Resource", description = "Who produced spans")
  record ResourceView(String service, Map<String, @Nullable Object> attributes, String schemaUrl) {}

  @Schema(name = "Scope", description = "The instrumentation that produced spans")
  record ScopeView(String name, String version, Map<String, @Nullable Object> attributes,
      String schemaUrl) {}

  static TraceView of(TraceTree tree, int offset, int limit) {
    Interned<Resource> resources = new Interned<>();
    Interned<Scope> scopes = new Interned<>();
    int end = (int) Math.min(tree.size(), (long) offset + limit);
    List<RowView> rows = new ArrayList<>(Math.max(0, end - offset));
    for (int i = offset; i < end; i++) {
      TraceRow row = tree.row(i);
      rows.add(RowView.of(i, row, tree.startUnixNano(), resources.index(row.span().resource()),
          scopes.index(row.span().scope())));
    }
    return new TraceView(TraceSummaryView.of(tree.summary()), TimeText.format(tree.startUnixNano()),
        Long.toString(tree.startUnixNano()), tree.durationNanos(), tree.maxDepth(), tree.rootRow(),
        tree.services().stream()
            .map(share -> new ServiceShareView(share.service(), share.spanCount(),
                share.errorCount(), share.selfNanos(), share.selfFraction(),
                share.criticalPathNanos()))
            .toList(),
        WarningView.of(tree.warnings()),
        resources.all().stream().map(resource -> new ResourceView(resource.service(),
            AttributeJson.of(resource.attributes()), resource.schemaUrl())).toList(),
        scopes.all().stream().map(scope -> new ScopeView(scope.name(), scope.version(),
            AttributeJson.of(scope.attributes()), scope.schemaUrl())).toList(),
        tree.size(), offset, end < tree.size() ? end : null, rows);
  }
}
