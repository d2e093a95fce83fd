package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param number of the check, from 1, in the order in which they should be looked at
 * @param code null unless it is a problem
 * @param message what was found, or what was not at hand
 * @param command what decides it in a cluster
 * @param fix what to do about a problem
 */
public record DiagnosisCheck(int number, Verdict verdict, @Nullable DiagnosisCode code,
    String message, String command, @Nullable String fix) {
  /** What came of it. */
  public enum Verdict {
    /** This is not the reason. */
    OK,
    /** This is a reason. */
    PROBLEM,
    /** What would decide it was not sent. */
    NOT_CHECKED
  }
}
