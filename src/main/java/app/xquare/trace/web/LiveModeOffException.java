package app.xquare.trace.web;

/** Something was asked of a cluster, but the live mode is not switched on. */
final class LiveModeOffException extends RuntimeException {
  private static final long serialVersionUID = 1;
  static final String WHY = "Switch it on by xquare.trace.instrumentation.live.enabled=true, or post the"
      + " manifest to /api/v1/admin/instrumentation/patches.";

  LiveModeOffException() {
    super(WHY);
  }
}
