package app.xquare.trace.web;

/** A bare patch was asked for, but there is none, or more than one. */
final class NotPatchableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  NotPatchableException(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}
