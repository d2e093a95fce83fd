package app.xquare.trace.web;

import app.xquare.trace.query.TraceSummary;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "TraceSummary", description = "One trace in figures, over all of its spans, with the"
    + " times as the spans' own clocks gave them")
record TraceSummaryView(@Schema(description = "32 hexadecimal digits") String traceId,
    @Schema(types = {
        "string",
        "null"}, description = "Service of the earliest span without a parent; else of the earliest whose"
            + " parent is missing; else null") @Nullable String rootService,
    @Schema(types = {"string",
        "null"}, description = "Name of that span") @Nullable String rootOperation,
    @Schema(description = "Earliest start, RFC 3339") String startTime,
    @Schema(description = "The same in nanoseconds since the epoch") String startTimeUnixNano,
    @Schema(description = "From the earliest start to the latest end") long durationNanos,
    int spanCount, @Schema(description = "Spans with the status `error`") int errorCount,
    @Schema(description = "By name") List<ServiceCountView> services, List<WarningView> warnings) {

  @Schema(name = "ServiceCount", description = "Spans of one service in a trace")
  record ServiceCountView(String service, int spanCount, int errorCount) {}

  static TraceSummaryView of(TraceSummary summary) {
    return new TraceSummaryView(summary.traceId().toString(), summary.rootService(),
        summary.rootOperation(), TimeText.format(summary.startUnixNano()),
        Long.toString(summary.startUnixNano()), summary.durationNanos(), summary.spanCount(),
        summary.errorCount(),
        summary.services().stream().map(service -> new ServiceCountView(service.service(),
            service.spanCount(), service.errorCount())).toList(),
        WarningView.of(summary.warnings()));
  }
}
