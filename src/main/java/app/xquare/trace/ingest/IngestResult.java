package app.xquare.trace.ingest;

/**
 * What became of a request's spans.
 *
 * @param message why spans were rejected, a line a reason with how many; empty if none was
 */
public record IngestResult(long acceptedSpans, long rejectedSpans, String message) {}
