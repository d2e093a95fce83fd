package app.xquare.trace.ingest;

/**
 * How ingest is doing, for health.
 *
 * @param running false before start and from shutdown on
 * @param queuedBytes requests that wait for a commit
 * @param queueCapacityBytes beyond it senders are told to retry
 */
public record IngestStatus(boolean running, long queuedBytes, long queueCapacityBytes) {}
