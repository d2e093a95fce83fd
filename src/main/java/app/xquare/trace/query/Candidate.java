package app.xquare.trace.query;

import app.xquare.trace.store.ScanPosition;
import org.jspecify.annotations.Nullable;

/**
 * A trace that matches.
 *
 * @param lastSeen the last fragment, in the order of the scan, that leads to this trace
 * @param summary null where it is made again when it is needed
 */
record Candidate(TraceKey key, ScanPosition lastSeen, @Nullable TraceSummary summary) {
  Candidate withoutSummary() {
    return new Candidate(key, lastSeen, null);
  }
}
