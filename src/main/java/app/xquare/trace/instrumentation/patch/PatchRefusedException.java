package app.xquare.trace.instrumentation.patch;

/** A patch does not fit the object: a test failed, or a place is not there. Nothing was changed. */
public final class PatchRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PatchRefusedException(int operation, PatchOperation at) {
    super("operation " + operation + ": " + at.op() + " " + at.path());
  }
}
