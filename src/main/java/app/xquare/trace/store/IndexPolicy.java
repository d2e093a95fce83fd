package app.xquare.trace.store;

import java.util.Set;

/**
 * Which attributes get tokens. Every attribute can be searched exactly; those without tokens are
 * found by decoding.
 */
public final class IndexPolicy {
  /** At most so many attributes of one span get tokens, then {@link Tokens#OVERFLOW} stands for the rest. */
  public static final int MAX_ATTRIBUTES = 64;

  private static final Set<String> NEVER = Set.of("db.statement", "db.query.text",
      "exception.stacktrace", "exception.message", "telemetry.sdk.version", "service.name");

  private final Set<String> unindexed;

  /** @param unindexed further keys without tokens; the list may change at any restart */
  public IndexPolicy(Set<String> unindexed) {
    this.unindexed = Set.copyOf(unindexed);
  }

  /**
   * True for keys that never had and never will have tokens, in no partition. Adding a key here needs
   * no care; taking one away hides it in older partitions, so that is a change of format.
   */
  public static boolean isNeverIndexed(String key) {
    return NEVER.contains(key) || key.startsWith("code.") || key.startsWith("thread.")
        || key.startsWith("process.");
  }

  /** A key left out by configuration: its fragments carry {@link Tokens#unindexed}. */
  public boolean isLeftOut(String key) {
    return unindexed.contains(key);
  }
}
