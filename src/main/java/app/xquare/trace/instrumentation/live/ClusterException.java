package app.xquare.trace.instrumentation.live;

/** The cluster did not do what was asked. Its message holds no value of an object. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;
  private final boolean absent;

  private ClusterException(String why, boolean absent) {
    super(why);
    this.why = why;
    this.absent = absent;
  }

  static ClusterException refused(String why) {
    return new ClusterException(why, false);
  }

  static ClusterException absent(String what) {
    return new ClusterException("There is no " + what + ".", true);
  }

  /** Whether the workload is not there. */
  public boolean isAbsent() {
    return absent;
  }

  /** What was tried, and the cluster's status code and reason. */
  public String why() {
    return why;
  }
}
