package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.testing.Spans;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TraceTreeTest {
  @Test
  void showsChildrenUnderTheirParentsByStart() {
    TraceTree tree = tree(Spans.span(4).parent(2).at(30, 40).build(),
        Spans.span(3).parent(1).at(60, 70).build(), Spans.span(1).at(0, 100).build(),
        Spans.span(5).parent(2).at(20, 30).build(), Spans.span(2).parent(1).at(10, 50).build());

    assertThat(outline(tree)).isEqualTo("""
        1 at 0 self 50 below 2/4
          2 at 10 self 20 below 2/2
            5 at 20 self 10 below 0/0
            4 at 30 self 10 below 0/0
          3 at 60 self 10 below 0/0
        """);
    assertThat(tree.row(2).parentRow()).isEqualTo(1);
    assertThat(tree.row(0).parentRow()).isEqualTo(-1);
    assertThat(tree.rowOf(4)).isEqualTo(3);
    assertThat(tree.rowOf(9)).isEqualTo(-1);
    assertThat(tree.maxDepth()).isEqualTo(2);
    assertThat(tree.startUnixNano()).isEqualTo(Spans.EPOCH);
    assertThat(tree.durationNanos()).isEqualTo(100);
    assertThat(tree.warnings()).isEmpty();
    assertThat(tree.rows()).allSatisfy(row -> assertThat(row.warnings()).isEmpty());
  }

  @Test
  void siblingsOfTheSameStartComeByUnsignedId() {
    TraceTree tree = tree(Spans.span(1).at(0, 9).build(),
        Spans.span(-1).parent(1).at(3, 4).build(), Spans.span(7).parent(1).at(3, 4).build());

    assertThat(ids(tree)).containsExactly(1L, 7L, -1L);
  }

  @Test
  void spansWithoutTheirParentsAndSeveralRootsAreAtTheTop() {
    TraceTree tree = tree(Spans.span(1).at(10, 20).build(), Spans.span(2).at(5, 6).build(),
        Spans.span(3).parent(99).at(0, 4).build(), Spans.span(4).parent(3).at(1, 2).build());

    assertThat(outline(tree)).isEqualTo("""
        3 at 0 self 3 below 1/1 [MISSING_PARENT]
          4 at 1 self 1 below 0/0
        2 at 5 self 1 below 0/0
        1 at 10 self 10 below 0/0
        """);
    assertThat(tree.warnings()).containsExactly(new TraceWarning(WarningCode.MISSING_PARENT,
        "1 span names a parent that is not in this trace.", 1));
    assertThat(tree.row(tree.rootRow()).span().spanId()).isEqualTo(2);
  }

  @Test
  void aCycleIsCutAboveItsEarliestSpan() {
    TraceTree tree = tree(Spans.span(1).parent(3).at(10, 20).build(),
        Spans.span(2).parent(1).at(5, 9).build(), Spans.span(3).parent(2).at(7, 9).build(),
        Spans.span(4).parent(3).at(8, 9).build(), Spans.span(5).parent(5).at(6, 7).build());

    assertThat(outline(tree)).isEqualTo("""
        2 at 0 self 2 below 1/3 [CYCLE_BROKEN]
          3 at 2 self 1 below 2/2
            4 at 3 self 1 below 0/0
            1 at 5 self 10 below 0/0
        5 at 1 self 1 below 0/0 [CYCLE_BROKEN]
        """);
    assertThat(codes(tree)).containsExactly("missing_root=1", "cycle_broken=2");
    assertThat(tree.rootRow()).isZero();
  }

  @Test
  void selfTimeLeavesOutTheUnionOfChildrenWithinTheSpan() {
    TraceTree tree = tree(Spans.span(1).at(0, 100).build(),
        Spans.span(2).parent(1).at(10, 40).build(), Spans.span(3).parent(1).at(20, 30).build(),
        Spans.span(4).parent(1).at(35, 60).build(), Spans.span(5).parent(1).at(90, 150).build(),
        Spans.span(6).parent(1).at(200, 210).build());

    assertThat(tree.row(0).selfNanos()).isEqualTo(100 - 50 - 10);
    assertThat(tree.durationNanos()).isEqualTo(210);
  }

  @Test
  void servicesHaveTheirShareOfSelfTimeAndOfTheCriticalPath() {
    TraceTree tree = tree(Spans.span(1).service("gateway").at(0, 100).build(),
        Spans.span(2).service("cart").parent(1).at(10, 70).error().build(),
        Spans.span(3).service("db").parent(2).at(20, 60).build(),
        Spans.span(4).service("db").parent(2).at(20, 40).build());

    assertThat(tree.services()).containsExactly(
        new ServiceShare("db", 2, 0, 60, 0.5, 40),
        new ServiceShare("gateway", 1, 0, 40, 1.0 / 3, 40),
        new ServiceShare("cart", 1, 1, 20, 1.0 / 6, 20));
  }

  @Test
  void timesAtTheLimitsOfLongDoNotOverflow() {
    Span first = Spans.span(1).service("a").times(0, Long.MAX_VALUE).build();
    Span second = Spans.span(2).service("a").times(0, Long.MAX_VALUE).build();
    Span late = Spans.span(3).service("b").times(Long.MAX_VALUE, Long.MAX_VALUE).build();
    Span early = Spans.span(4).parent(3).service("c").times(0, 0).build();
    Span end = Spans.span(5).parent(4).service("c").times(5, Long.MAX_VALUE).build();

    TraceTree tree = tree(first, second, late, early, end);

    assertThat(tree.durationNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(tree.services().getFirst().selfNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(tree.rows()).allSatisfy(row -> {
      assertThat(row.startOffsetNanos()).isNotNegative();
      assertThat(row.selfNanos()).isNotNegative();
    });
    assertThat(tree.row(tree.rowOf(4)).startOffsetNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tellsEverythingThatIsOddAboutTheTrace() {
    TraceTree tree = TraceTree.of(List.of(
        Spans.span(1).parent(9).service("a").at(100, 200).build(),
        Spans.span(1).parent(9).service("a").at(100, 200).build(),
        Spans.span(2).parent(1).service("b").at(0, 50).name("x").build(),
        Spans.span(2).parent(1).service("b").at(0, 49).name("y").build()), true);

    assertThat(codes(tree)).containsExactly("missing_root=1", "missing_parent=1",
        "clock_skew_adjusted=1", "duplicates_dropped=1", "conflicting_span_ids=1",
        "still_receiving=1");
    assertThat(tree.rows()).extracting(row -> row.span().name()).containsExactly("op", "x");
    assertThat(tree.row(0).warnings()).containsExactly(WarningCode.MISSING_PARENT);
    assertThat(tree.row(1).warnings()).containsExactly(WarningCode.CLOCK_SKEW_ADJUSTED,
        WarningCode.CONFLICTING_SPAN_IDS);
  }

  @Test
  void aStoredTraceKeepsWhatIsKnownOfItsCopies() {
    SpanSet spans = SpanSet.of(List.of(Spans.span(1).build(), Spans.span(1).build()));

    TraceTree tree = new StoredTrace(spans, Instant.EPOCH, true).tree();

    assertThat(codes(tree)).containsExactly("duplicates_dropped=1", "still_receiving=1");
  }

  private static TraceTree tree(Span... spans) {
    return TraceTree.of(List.of(spans), false);
  }

  private static List<Long> ids(TraceTree tree) {
    return tree.rows().stream().map(row -> row.span().spanId()).toList();
  }

  private static List<String> codes(TraceTree tree) {
    return tree.warnings().stream().map(w -> w.code().text() + "=" + w.count()).toList();
  }

  private static String outline(TraceTree tree) {
    return tree.rows().stream().map(row -> "  ".repeat(row.depth()) + row.span().spanId() + " at "
        + row.startOffsetNanos() + " self " + row.selfNanos() + " below " + row.childCount() + "/"
        + row.descendantCount() + (row.warnings().isEmpty() ? "" : " " + row.warnings()) + "\n")
        .collect(Collectors.joining());
  }
}
