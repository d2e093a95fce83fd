package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request that was taken apart and waits for its commit. */
record PendingRequest(String partition, List<WalkedSpan> spans,
    CatalogRecorder.Observation catalog, long bytes, IngestResult result,
    CompletableFuture<IngestResult> answer) {}
