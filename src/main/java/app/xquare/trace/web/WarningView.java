package app.xquare.trace.web;

import app.xquare.trace.query.TraceWarning;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Warning", description = "Something that a reader of the trace should know")
record WarningView(
    @Schema(description = "`missing_root`, `missing_parent`, `clock_skew_adjusted`, `cycle_broken`,"
        + " `duplicates_dropped`, `conflicting_span_ids` or `still_receiving`") String code,
    @Schema(description = "Plain English") String message,
    @Schema(description = "How many spans it is about") int count) {
  static List<WarningView> of(List<TraceWarning> warnings) {
    return warnings.stream()
        .map(warning -> new WarningView(warning.code().text(), warning.message(), warning.count()))
        .toList();
  }
}
