package app.xquare.trace.ingest;

import java.util.concurrent.CompletableFuture;

/** The way in. Safe for use by many threads. */
public interface Ingest {
  /**
   * Takes the bytes of an {@code ExportTraceServiceRequest} (or {@code TracesData}, the same form).
   * The future completes when every span that was not rejected is durable and searchable; nothing
   * was acknowledged if it fails: with {@link app.xquare.trace.model.UnavailableException} where
   * sending the same bytes again may succeed, with another one where it never will.
   *
   * @param request nobody writes to it any more
   * @throws app.xquare.trace.model.InvalidInputException if the bytes are not such a message: nothing
   *   of it was taken, and it is never worth sending again
   * @throws app.xquare.trace.model.TooLargeException if its spans would take too much once each trace
   *   has its own copy of the resources around them
   * @throws app.xquare.trace.model.UnavailableException if the queue is full
   */
  CompletableFuture<IngestResult> submit(byte[] request);

  /** Cheap: health asks often. */
  IngestStatus status();
}
