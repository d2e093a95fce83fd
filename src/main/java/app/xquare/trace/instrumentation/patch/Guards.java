package app.xquare.trace.instrumentation.patch;

/** Which tests a patch carries against an object that is not what it was computed from. */
public enum Guards {
  /** All, also for absence, which needs Kubernetes' own library: kubectl, kustomize, the API server. */
  KUBERNETES,
  /** Those that every implementation of RFC 6902 understands alike. */
  PORTABLE,
  /** None: applying it twice, or to another object, does harm. */
  NONE;

  boolean keep(PatchOperation test) {
    return switch (this) {
      case KUBERNETES -> true;
      case PORTABLE -> !test.isTestOfAbsence();
      case NONE -> false;
    };
  }
}
