package app.xquare.trace.testing;

import java.util.stream.IntStream;

/**
 * How much of a long test runs: a sample in every build, all of it under {@code -Pthorough}. The sample
 * is the beginning of the whole, by the same seeds: what fails in one fails in the other.
 */
public final class Counts {
  private static final boolean THOROUGH = Boolean.getBoolean("xquare.test.thorough");

  private Counts() {}

  /** @return {@code all} under {@code -Pthorough}, else {@code some} */
  public static int sample(int some, int all) {
    return THOROUGH ? all : some;
  }

  /** Seeds from 1, for a parameterized test, whose name then tells the seed that failed. */
  public static IntStream seeds(int some, int all) {
    return IntStream.rangeClosed(1, sample(some, all));
  }
}
