package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.Span;
import app.xquare.trace.testing.Spans;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanSetTest {
  @Test
  void keepsEverySpanIdOnceInTheOrderOfTheirStarts() {
    Span late = Spans.span(1).at(20, 30).build();
    Span early = Spans.span(3).at(5, 6).build();
    Span sameStart = Spans.span(-1).at(5, 9).build();

    SpanSet set = SpanSet.of(List.of(late, sameStart, early));

    assertThat(set.spans()).containsExactly(early, sameStart, late);
    assertThat(set.indexOf(1)).isEqualTo(2);
    assertThat(set.indexOf(-1)).isEqualTo(1);
    assertThat(set.indexOf(4)).isEqualTo(-1);
    assertThat(set.indexOf(0)).isEqualTo(-1);
    assertThat(set.duplicatesDropped()).isZero();
    assertThat(set.conflictingSpanIds()).isZero();
  }

  @Test
  void dropsCopiesOfTheVerySameBytes() {
    SpanSet set = SpanSet.of(List.of(Spans.span(1).at(0, 9).build(),
        Spans.span(1).at(0, 9).build(), Spans.span(2).at(1, 2).build(),
        Spans.span(1).at(0, 9).build()));

    assertThat(set.size()).isEqualTo(2);
    assertThat(set.duplicatesDropped()).isEqualTo(2);
    assertThat(set.conflictingSpanIds()).isZero();
  }

  @Test
  void ofDifferentBytesTheLaterEndWins() {
    Span longer = Spans.span(1).at(3, 9).name("a").build();

    SpanSet set = SpanSet.of(List.of(Spans.span(1).at(0, 8).name("b").build(), longer,
        Spans.span(1).at(1, 7).name("c").build()));

    assertThat(set.spans()).containsExactly(longer);
    assertThat(set.conflictingSpanIds()).isEqualTo(1);
    assertThat(set.duplicatesDropped()).isZero();
  }

  @Test
  void ofTheSameEndTheLargerBytesWin() {
    Span larger = Spans.span(1).at(0, 9).name("b").build();

    SpanSet set = SpanSet.of(List.of(Spans.span(1).at(0, 9).name("a").build(), larger));

    assertThat(set.spans()).containsExactly(larger);
    assertThat(set.conflictingSpanIds()).isEqualTo(1);
  }

  @Test
  void doesNotDependOnTheOrder() {
    Random random = new Random(11);
    List<Span> received = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      received.add(Spans.span(1 + random.nextInt(100)).at(random.nextInt(3), 5 + random.nextInt(3))
          .name("op" + random.nextInt(2)).build());
    }
    SpanSet first = SpanSet.of(received);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(received, random);
      SpanSet again = SpanSet.of(received);
      assertThat(texts(again)).isEqualTo(texts(first));
      assertThat(again.duplicatesDropped()).isEqualTo(first.duplicatesDropped());
      assertThat(again.conflictingSpanIds()).isEqualTo(first.conflictingSpanIds());
    }
  }

  @Test
  void refusesATraceWithoutSpans() {
    assertThatThrownBy(() -> SpanSet.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> texts(SpanSet set) {
    return set.spans().stream().map(
        s -> s.spanId() + " " + s.startUnixNano() + " " + s.endUnixNano() + " " + s.name())
        .toList();
  }
}
