package app.xquare.trace.store;

import java.time.Duration;
import java.time.Instant;

/** The ids of learned dictionaries say when they were made, so that they can be replaced and deleted. */
public final class DictionaryIds {
  /** No fragment is written with a dictionary that is older. */
  public static final Duration USED = Duration.ofDays(2);

  private static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  /** Smaller ones come with the application. */
  private static final int FIRST = 1_000;

  private DictionaryIds() {}

  /** Whether it was made of stored spans, and did not come with the application. */
  public static boolean isLearned(int id) {
    return id >= FIRST;
  }

  /** Of a dictionary that is made now; another second has another id. */
  public static int madeAt(Instant now) {
    return FIRST + Math.toIntExact(Math.max(0, now.getEpochSecond() - EPOCH));
  }

  public static Instant madeAt(int id) {
    return Instant.ofEpochSecond(EPOCH + id - FIRST);
  }

  /** When the last fragment can have been written with it, clocks of replicas being a little apart. */
  static Instant usedUntil(int id) {
    return madeAt(id).plus(USED).plus(Duration.ofHours(1));
  }
}
