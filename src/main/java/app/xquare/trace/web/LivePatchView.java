package app.xquare.trace.web;

import app.xquare.trace.instrumentation.live.LiveResult;
import io.swagger.v3.oas.annotations.media.Schema;

@Schema(name = "LivePatch")
record LivePatchView(
    @Schema(description = "As for a manifest that was sent, but without `patchedManifest`: whoever may ask here need not be one who may read the workload") PatchesView.Result result,
    @Schema(description = "Whether the cluster took the patch in a dry run; false if there was none to try") boolean accepted,
    @Schema(description = "Whether it was then applied") boolean applied) {
  static LivePatchView of(LiveResult live) {
    return new LivePatchView(PatchesView.Result.of(live.result()), live.accepted(), live.applied());
  }
}
