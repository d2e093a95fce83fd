package app.xquare.trace.instrumentation.live;

import app.xquare.trace.instrumentation.PatchResult;

/**
 * What came of a patch for an object of a cluster.
 *
 * @param accepted whether the server took the patch in a dry run; false where there was none to try
 * @param applied whether it was then applied
 */
public record LiveResult(PatchResult result, boolean accepted, boolean applied) {}
