package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.testing.Spans;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CriticalPathTest {
  @Test
  void aRootAloneIsItsOwnPath() {
    assertThat(path(Spans.span(1).at(0, 10).build())).isEqualTo("1:0-10");
  }

  @Test
  void childrenOneAfterAnotherAreAllOnIt() {
    assertThat(path(Spans.span(1).at(0, 100).build(), Spans.span(2).parent(1).at(10, 40).build(),
        Spans.span(3).parent(2).at(20, 30).build(), Spans.span(4).parent(1).at(50, 100).build()))
        .isEqualTo("1:0-10 2:10-20 3:20-30 2:30-40 1:40-50 4:50-100");
  }

  @Test
  void ofChildrenSideBySideTheOneThatEndsLastIsOnIt() {
    assertThat(path(Spans.span(1).at(0, 100).build(), Spans.span(2).parent(1).at(10, 60).build(),
        Spans.span(3).parent(1).at(20, 90).build(), Spans.span(4).parent(1).at(0, 15).build()))
        .isEqualTo("4:0-15 1:15-20 3:20-90 1:90-100");
  }

  @Test
  void ofChildrenThatEndTogetherTheLongerIsOnIt() {
    assertThat(path(Spans.span(1).at(0, 100).build(), Spans.span(2).parent(1).at(70, 90).build(),
        Spans.span(3).parent(1).at(20, 90).build())).isEqualTo("1:0-20 3:20-90 1:90-100");
  }

  @Test
  void whatEndsAfterItsParentCountsUpToTheParentsEnd() {
    assertThat(path(Spans.span(1).at(0, 100).build(), Spans.span(2).parent(1).at(40, 160).build(),
        Spans.span(3).parent(2).at(50, 150).build(), Spans.span(4).parent(2).at(120, 130).build()))
        .isEqualTo("1:0-40 2:40-50 3:50-100");
  }

  @Test
  void whatBeginsBeforeItsParentCountsFromTheParentsStart() {
    assertThat(path(Spans.span(1).at(50, 100).build(), Spans.span(2).parent(1).at(0, 60).build(),
        Spans.span(3).parent(2).at(10, 55).build())).isEqualTo("3:50-55 2:55-60 1:60-100");
  }

  @Test
  void whatBeginsAfterItsParentIsNotWaitedFor() {
    assertThat(path(Spans.span(1).at(0, 100).build(),
        Spans.span(2).parent(1).at(100, 400).build())).isEqualTo("1:0-100");
  }

  @Test
  void aProducerDoesNotWaitForItsConsumer() {
    Span producer = Spans.span(2).parent(1).kind(SpanKind.PRODUCER).at(10, 50).build();

    assertThat(path(Spans.span(1).at(0, 100).build(), producer,
        Spans.span(3).parent(2).kind(SpanKind.CONSUMER).at(20, 45).build()))
        .isEqualTo("1:0-10 2:10-50 1:50-100");
    assertThat(path(Spans.span(1).at(0, 100).build(), producer,
        Spans.span(3).parent(2).kind(SpanKind.CLIENT).at(20, 45).build()))
        .isEqualTo("1:0-10 2:10-20 3:20-45 2:45-50 1:50-100");
  }

  @Test
  void spansWithoutDurationTakeNoPart() {
    assertThat(path(Spans.span(1).at(0, 10).build(), Spans.span(2).parent(1).at(4, 4).build(),
        Spans.span(3).parent(1).at(10, 10).build())).isEqualTo("1:0-10");
    assertThat(path(Spans.span(1).at(0, 0).build())).isEmpty();
  }

  @Test
  void otherRootsAndOrphansAreNotOnIt() {
    assertThat(path(Spans.span(1).at(0, 10).build(), Spans.span(2).at(5, 90).build(),
        Spans.span(3).parent(99).at(0, 9).build())).isEqualTo("1:0-10");
  }

  @Test
  void withoutARootItIsThatOfTheEarliestOrphan() {
    assertThat(path(Spans.span(2).parent(98).at(5, 90).build(),
        Spans.span(3).parent(99).at(0, 9).build())).isEqualTo("3:0-9");
  }

  private record Step(long spanId, TraceRow.Segment segment) {}

  private static String path(Span... spans) {
    TraceTree tree = TraceTree.of(List.of(spans), false);
    return tree.rows().stream()
        .flatMap(row -> row.criticalPath().stream().map(s -> new Step(row.span().spanId(), s)))
        .sorted(Comparator.comparingLong(step -> step.segment().startOffsetNanos()))
        .map(step -> step.spanId() + ":" + step.segment().startOffsetNanos() + "-"
            + step.segment().endOffsetNanos())
        .collect(Collectors.joining(" "));
  }
}
