package app.xquare.trace.store.mongo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which tokens need not be written. A token with carriers is left out of a fragment that has one of
 * them, and whoever looks for the token looks for its carriers too. So nothing is missed, and what is
 * found although it never had the token falls to those who check the spans.
 */
final class ImpliedTokens {
  static final ImpliedTokens NONE = new ImpliedTokens(Map.of());

  private final Map<Integer, int[]> carriers;

  private ImpliedTokens(Map<Integer, int[]> carriers) {
    this.carriers = carriers;
  }

  /** @param carriers by token; those that could be left out themselves do not count */
  static ImpliedTokens of(Map<Integer, int[]> carriers) {
    Map<Integer, int[]> kept = new HashMap<>();
    carriers.forEach((token, all) -> {
      int[] written = Arrays.stream(all).filter(carrier -> !carriers.containsKey(carrier))
          .sorted().toArray();
      if (written.length > 0) {
        kept.put(token, written);
      }
    });
    return kept.isEmpty() ? NONE : new ImpliedTokens(Map.copyOf(kept));
  }

  boolean isEmpty() {
    return carriers.isEmpty();
  }

  Map<Integer, int[]> carriers() {
    return carriers;
  }

  /** @param tokens of a fragment, ascending */
  int[] toWrite(int[] tokens) {
    if (isEmpty()) {
      return tokens;
    }
    int[] written = new int[tokens.length];
    int size = 0;
    for (int token : tokens) {
      int[] any = carriers.get(token);
      if (any == null || !haveCommon(any, tokens)) {
        written[size++] = token;
      }
    }
    return Arrays.copyOf(written, size);
  }

  private static boolean haveCommon(int[] few, int[] tokens) {
    for (int one : few) {
      if (Arrays.binarySearch(tokens, one) >= 0) {
        return true;
      }
    }
    return false;
  }
}
