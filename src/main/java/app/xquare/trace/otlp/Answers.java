package app.xquare.trace.otlp;

import app.xquare.trace.ingest.IngestResult;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/** What a request that was taken is answered with, by both receivers. */
final class Answers {
  private static final ExportTraceServiceResponse ALL = ExportTraceServiceResponse
      .getDefaultInstance();

  private Answers() {}

  /** Partial success is there only if spans were rejected: its presence alone makes senders log. */
  static ExportTraceServiceResponse of(IngestResult result) {
    if (result.rejectedSpans() == 0) {
      return ALL;
    }
    return ExportTraceServiceResponse.newBuilder()
        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
            .setRejectedSpans(result.rejectedSpans()).setErrorMessage(result.message()))
        .build();
  }
}
