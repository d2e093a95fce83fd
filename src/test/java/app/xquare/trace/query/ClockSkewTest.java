package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.testing.Spans;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
  private static final Span ROOT = Spans.span(1).service("a").at(1000, 2000).build();

  @Test
  void aSpanBeforeItsParentIsPutInTheMiddleOfIt() {
    TraceTree tree = tree(ROOT, Spans.span(2).parent(1).service("b").at(500, 900).build());

    assertThat(skew(tree, 2)).isEqualTo(500 + 300);
    assertThat(tree.row(1).startOffsetNanos()).isEqualTo(300);
    assertThat(tree.row(1).warnings()).containsExactly(WarningCode.CLOCK_SKEW_ADJUSTED);
    assertThat(tree.startUnixNano()).isEqualTo(Spans.EPOCH + 1000);
    assertThat(tree.durationNanos()).isEqualTo(1000);
    assertThat(tree.summary().startUnixNano()).isEqualTo(Spans.EPOCH + 500);
    assertThat(tree.summary().durationNanos()).isEqualTo(1500);
  }

  @Test
  void aLongerSpanIsMadeToBeginWithItsParent() {
    assertThat(skew(tree(ROOT, Spans.span(2).parent(1).service("b").at(500, 2500).build()), 2))
        .isEqualTo(500);
  }

  @Test
  void aSpanThatBeginsLateIsLeftAlone() {
    assertThat(skew(tree(ROOT, Spans.span(2).parent(1).service("b").at(1500, 2500).build()), 2))
        .isZero();
    assertThat(skew(tree(ROOT, Spans.span(2).parent(1).service("b").at(5000, 5100).build()), 2))
        .isZero();
  }

  @Test
  void aSpanOfTheSameResourceIsLeftAlone() {
    assertThat(skew(tree(ROOT, Spans.span(2).parent(1).service("a").at(500, 900).build()), 2))
        .isZero();
  }

  @Test
  void anotherInstanceOfTheSameServiceHasAnotherClock() {
    Span parent = Spans.span(1).resource(Spans.resource("a", "service.instance.id", "x"))
        .at(1000, 2000).build();
    Span child = Spans.span(2).parent(1).resource(Spans.resource("a", "service.instance.id", "y"))
        .at(0, 1000).build();

    assertThat(skew(tree(parent, child), 2)).isEqualTo(1000);
  }

  @Test
  void whatIsBelowMovesWithIt() {
    TraceTree tree = tree(ROOT, Spans.span(2).parent(1).service("b").at(500, 900).build(),
        Spans.span(3).parent(2).service("b").at(450, 600).build(),
        Spans.span(4).parent(2).service("c").at(600, 700).build(),
        Spans.span(5).parent(2).service("c").at(950, 960).build());

    assertThat(skew(tree, 3)).as("same resource, even if it is early").isEqualTo(800);
    assertThat(skew(tree, 4)).as("another resource whose clock agrees").isEqualTo(800);
    assertThat(skew(tree, 5)).as("another resource, begun after its parent").isEqualTo(800);
  }

  @Test
  void aResourceBelowWhoseClockIsAlsoEarlyIsMovedFurther() {
    TraceTree tree = tree(ROOT, Spans.span(2).parent(1).service("b").at(500, 900).build(),
        Spans.span(3).parent(2).service("c").at(100, 200).build());

    assertThat(tree.row(tree.rowOf(3)).startOffsetNanos()).isEqualTo(300 + 150);
  }

  @Test
  void aCallBackToARightClockStaysWhereItIs() {
    TraceTree tree = tree(ROOT, Spans.span(2).parent(1).service("b").at(-8800, -8000).build(),
        Spans.span(3).parent(2).service("a").at(1400, 1500).build());

    assertThat(skew(tree, 2)).isEqualTo(9900);
    assertThat(skew(tree, 3)).isZero();
    assertThat(tree.row(2).startOffsetNanos()).isEqualTo(400);
  }

  @Test
  void siblingsAreOrderedByTheirShownStart() {
    TraceTree tree = tree(ROOT, Spans.span(2).parent(1).service("b").at(0, 100).build(),
        Spans.span(3).parent(1).service("a").at(1100, 1200).build());

    assertThat(tree.rows()).extracting(row -> row.span().spanId()).containsExactly(1L, 3L, 2L);
  }

  private static TraceTree tree(Span... spans) {
    return TraceTree.of(List.of(spans), false);
  }

  private static long skew(TraceTree tree, long spanId) {
    return tree.row(tree.rowOf(spanId)).skewNanos();
  }
}
