package app.xquare.trace.store.mongo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which tokens come with which others: an operation nearly always comes with the same method,
 * route, table and host. From the rarest token to the most frequent, each is explained by tokens that
 * are not explained themselves.
 */
final class Implications {
  /** Rarer ones say too little about what comes next. */
  private static final int MIN_COUNT = 16;
  private static final int MAX_TOKENS = 4_096;
  /** What looking for a token may cost: so many further ranges of the index. */
  static final int MAX_CARRIERS = 8;
  /** Of a carrier's fragments so many have the token; the others are found for nothing. */
  private static final double CERTAINTY = 0.9;
  /** The part of a token's fragments that its carriers must have for it to be worth it. */
  private static final double COVERED = 0.5;
  private static final double LEAST_GAIN = 0.02;

  private final List<Token> unexplained = new ArrayList<>();
  private final Map<Integer, int[]> found = new HashMap<>();

  private Implications() {}

  /** @param in a bit for each fragment */
  @SuppressWarnings("ArrayRecordComponent")
  private record Token(int number, int count, long[] in) {
    int common(long[] bits) {
      int common = 0;
      for (int i = 0; i < bits.length; i++) {
        common += Long.bitCount(in[i] & bits[i]);
      }
      return common;
    }
  }

  /** @param fragments their tokens, each once */
  static ImpliedTokens of(List<int[]> fragments) {
    Implications implications = new Implications();
    for (Token token : frequent(fragments)) {
      implications.explain(token);
    }
    return ImpliedTokens.of(implications.found);
  }

  /** The rarest first. */
  private static List<Token> frequent(List<int[]> fragments) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int[] tokens : fragments) {
      for (int token : tokens) {
        counts.merge(token, 1, Integer::sum);
      }
    }
    Map<Integer, Token> frequent = new HashMap<>();
    counts.entrySet().stream().filter(entry -> entry.getValue() >= MIN_COUNT)
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed()
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_TOKENS)
        .forEach(entry -> frequent.put(entry.getKey(), new Token(entry.getKey(), entry.getValue(),
            new long[(fragments.size() + Long.SIZE - 1) / Long.SIZE])));
    for (int i = 0; i < fragments.size(); i++) {
      for (int number : fragments.get(i)) {
        Token token = frequent.get(number);
        if (token != null) {
          token.in[i / Long.SIZE] |= 1L << i;
        }
      }
    }
    return frequent.values().stream()
        .sorted(Comparator.comparingInt(Token::count).thenComparingInt(Token::number)).toList();
  }

  private void explain(Token token) {
    List<Token> candidates = unexplained.stream()
        .filter(other -> other.common(token.in) >= CERTAINTY * other.count).toList();
    List<Integer> carriers = new ArrayList<>();
    long[] left = token.in.clone();
    int covered = 0;
    while (carriers.size() < MAX_CARRIERS && !candidates.isEmpty()) {
      Token best = null;
      int most = 0;
      for (Token candidate : candidates) {
        int gain = candidate.common(left);
        if (gain > most) {
          best = candidate;
          most = gain;
        }
      }
      if (best == null || most < LEAST_GAIN * token.count) {
        break;
      }
      carriers.add(best.number);
      covered += most;
      for (int i = 0; i < left.length; i++) {
        left[i] &= ~best.in[i];
      }
    }
    if (covered > 0 && covered >= COVERED * token.count) {
      found.put(token.number, carriers.stream().mapToInt(Integer::intValue).toArray());
    } else {
      unexplained.add(token);
    }
  }
}
