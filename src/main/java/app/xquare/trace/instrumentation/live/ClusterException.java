package app.xquare.trace.instrumentation.live;

/** The cluster did not do what was asked. Its message holds no value of an object. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  ClusterException(String why) {
    super(why);
    this.why = why;
  }

  /** What was tried, and the cluster's status code and reason. */
  public String why() {
    return why;
  }
}
