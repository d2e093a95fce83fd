package app.xquare.trace.web;

import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.TraceId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "ImportResult")
record ImportView(@Schema(description = "Spans that are durable now") long acceptedSpans,
    long rejectedSpans,
    @Schema(description = "Why spans were rejected, one reason an entry") List<String> rejections,
    @Schema(description = "Traces of the file that are stored, in its order") List<String> traceIds) {
  static ImportView of(IngestResult result, List<TraceId> traces) {
    return new ImportView(result.acceptedSpans(), result.rejectedSpans(),
        result.message().lines().toList(), traces.stream().map(TraceId::toString).toList());
  }
}
