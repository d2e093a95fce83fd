package app.xquare.trace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownFactsTest {
  @Test
  void isASet() {
    KnownFacts facts = new KnownFacts();
    Set<Long> naive = new HashSet<>();
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      // Many that fall into the same slots.
      long hash = random.nextLong(60_000) << (random.nextInt(2) * 20);
      assertThat(facts.contains(hash)).isEqualTo(naive.contains(hash));
      facts.add(hash);
      if (hash != 0) {
        naive.add(hash);
      }
    }
    assertThat(facts.size()).isEqualTo(naive.size());
    assertThat(naive).allMatch(facts::contains);
  }
}
