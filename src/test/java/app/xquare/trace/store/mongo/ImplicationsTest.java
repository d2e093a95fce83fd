package app.xquare.trace.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImplicationsTest {
  private static final int OPERATIONS = 40;
  private static final int OF_AN_OPERATION = 8;

  private final Random random = new Random(5);

  @Test
  void whatComesWithAnotherIsLeftOutAndCanStillBeFound() {
    List<int[]> fragments = fragments(4_000);
    ImpliedTokens implied = Implications.of(fragments);

    assertThat(implied.carriers().values()).isNotEmpty()
        .allMatch(carriers -> carriers.length <= Implications.MAX_CARRIERS)
        .allMatch(carriers -> Arrays.stream(carriers).noneMatch(implied.carriers()::containsKey));
    long before = 0;
    long after = 0;
    for (int[] tokens : fragments(1_000)) {
      int[] written = implied.toWrite(tokens);
      assertNothingIsLost(implied, tokens, written);
      before += tokens.length;
      after += written.length;
    }
    assertThat(after).isLessThan(before / 3);
  }

  @Test
  void carriersNearlyAlwaysHaveWhatTheyStandFor() {
    ImpliedTokens implied = Implications.of(fragments(4_000));
    List<int[]> later = fragments(4_000);

    implied.carriers().forEach((token, carriers) -> {
      for (int carrier : carriers) {
        List<int[]> found = later.stream().filter(tokens -> has(tokens, carrier)).toList();
        assertThat(found.stream().filter(tokens -> has(tokens, token)).count())
            .isGreaterThan(found.size() * 7L / 10);
      }
    });
  }

  @Test
  void whatComesByChanceOrSeldomIsWritten() {
    List<int[]> fragments = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      int seldom = 1_000 + i / 10;
      fragments.add(set(random.nextInt(20), 100 + random.nextInt(20), seldom, 10_000 + seldom));
    }
    ImpliedTokens implied = Implications.of(fragments);

    assertThat(implied.isEmpty()).isTrue();
    assertThat(fragments).allMatch(tokens -> Arrays.equals(implied.toWrite(tokens), tokens));
  }

  /** Two replicas may have learned opposite ways. */
  @Test
  void tokensThatStandForEachOtherAreWritten() {
    ImpliedTokens implied = ImpliedTokens
        .of(Map.of(1, new int[]{2}, 2, new int[]{1}, 3, new int[]{1, 4}));

    assertThat(implied.carriers()).containsOnlyKeys(3);
    assertThat(implied.toWrite(new int[]{1, 2, 3})).containsExactly(1, 2, 3);
    assertThat(implied.toWrite(new int[]{1, 2, 3, 4})).containsExactly(1, 2, 4);
  }

  private static void assertNothingIsLost(ImpliedTokens implied, int[] tokens, int[] written) {
    for (int token : tokens) {
      int[] carriers = implied.carriers().getOrDefault(token, new int[0]);
      assertThat(has(written, token) || Arrays.stream(carriers).anyMatch(c -> has(written, c)))
          .as("token %s of %s", token, Arrays.toString(tokens)).isTrue();
    }
  }

  /** One to four operations each; what comes with one is its own or that of its service of ten. */
  private List<int[]> fragments(int count) {
    List<int[]> fragments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      IntStream.Builder tokens = IntStream.builder();
      for (int spans = random.nextInt(4); spans >= 0; spans--) {
        int operation = random.nextInt(OPERATIONS);
        tokens.add(operation).add(-1 - operation / 10);
        for (int a = 0; a < OF_AN_OPERATION; a++) {
          tokens.add(1_000 + operation * OF_AN_OPERATION + a);
        }
        if (random.nextInt(50) > 0) {
          tokens.add(2_000 + operation / 3);
        }
      }
      fragments.add(set(tokens.build().toArray()));
    }
    return fragments;
  }

  private static int[] set(int... tokens) {
    return Arrays.stream(tokens).sorted().distinct().toArray();
  }

  private static boolean has(int[] tokens, int token) {
    return Arrays.binarySearch(tokens, token) >= 0;
  }
}
