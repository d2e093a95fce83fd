package app.xquare.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokensTest {
  /** They are stored: if one of these changes, every store that exists answers wrongly. */
  @Test
  void neverChange() {
    assertThat(Tokens.hash("order")).isEqualTo(-7309887921643900980L);
    assertThat(Tokens.service("주문")).isEqualTo(3655464731876290472L);
    assertThat(Tokens.operation("order", "GET /")).isEqualTo(4251752993768927001L);
    assertThat(Tokens.error("order")).isEqualTo(7362413940324461383L);
    assertThat(Tokens.attribute("order", "http.route", "/")).isEqualTo(4602001921594533653L);
    assertThat(Tokens.resource("head".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(-3114265074375058089L);
    assertThat(Tokens.unindexed("http.route")).isEqualTo(2956451503129722022L);
    assertThat(Tokens.ERROR).isEqualTo(432852738569954715L);
    assertThat(Tokens.OVERFLOW).isEqualTo(2956451012052219918L);
  }

  @Test
  void theTokensOfAllServicesAreNeighbours() {
    assertThat(Tokens.attribute("a", "k", "v") >>> 40)
        .isEqualTo(Tokens.attribute("b", "k", "v") >>> 40)
        .isNotEqualTo(Tokens.attribute("a", "k", "w") >>> 40)
        .isNotEqualTo(Tokens.attribute("a", "l", "v") >>> 40);
    assertThat(Tokens.operation("a", "o") >>> 40).isEqualTo(Tokens.operation("b", "o") >>> 40)
        .isNotEqualTo(Tokens.operation("a", "p") >>> 40);
  }

  @Test
  void everyPartMatters() {
    assertThat(new long[]{Tokens.service("a"), Tokens.error("a"), Tokens.unindexed("a"),
        Tokens.operation("a", "b"), Tokens.operation("b", "a"), Tokens.operation("ab", ""),
        Tokens.attribute("a", "b", "c"), Tokens.attribute("a", "c", "b"),
        Tokens.attribute("b", "a", "c"), Tokens.attribute("", "ab", "c")}).doesNotHaveDuplicates();
  }

  @Test
  void aLongNameIsNeverCutInsideASurrogatePair() {
    String pair = "\uD83D\uDE00";
    assertThat(Tokens.name("x".repeat(255) + pair)).isEqualTo("x".repeat(255));
    assertThat(Tokens.name("x".repeat(254) + pair + "y")).isEqualTo("x".repeat(254) + pair);
    assertThat(Tokens.name("a\0b")).isEqualTo("a\uFFFDb");
    assertThat(Tokens.service("x".repeat(257))).isEqualTo(Tokens.service("x".repeat(256)));
  }
}
