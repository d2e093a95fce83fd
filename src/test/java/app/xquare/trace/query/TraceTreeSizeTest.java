package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.testing.Spans;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes on which recursion overflows the stack and quadratic steps take minutes. */
@Timeout(60)
class TraceTreeSizeTest {
  private static final int WIDE = 100_000;

  @Test
  void aRootWithVeryManyChildren() {
    List<Span> spans = new ArrayList<>();
    spans.add(Spans.span(1).at(0, 10L * WIDE).build());
    for (int i = 0; i < WIDE; i++) {
      spans.add(Spans.span(i + 2).parent(1).service("s" + i % 7).at(10L * i, 10L * i + 8).build());
    }
    Collections.shuffle(spans, new Random(5));

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.size()).isEqualTo(WIDE + 1);
    assertThat(tree.maxDepth()).isEqualTo(1);
    assertThat(tree.row(0).childCount()).isEqualTo(WIDE);
    assertThat(tree.row(0).selfNanos()).isEqualTo(2L * WIDE);
    assertThat(tree.row(0).criticalPath()).hasSize(WIDE);
    assertThat(tree.row(77_777).startOffsetNanos()).isEqualTo(777_760);
    assertThat(tree.row(77_777).criticalPathNanos()).isEqualTo(8);
  }

  @Test
  void allChildrenOverlapping() {
    List<Span> spans = new ArrayList<>();
    spans.add(Spans.span(1).at(0, 2L * WIDE).build());
    for (int i = 0; i < WIDE; i++) {
      spans.add(Spans.span(i + 2).parent(1).at(i, WIDE + i).build());
    }

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.row(0).selfNanos()).isEqualTo(1);
    assertThat(tree.services().getFirst().criticalPathNanos()).isEqualTo(2L * WIDE);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000})
  void aVeryDeepChain(int deep) {
    List<Span> spans = chain(deep);
    Collections.shuffle(spans, new Random(6));

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.maxDepth()).isEqualTo(deep - 1);
    assertThat(tree.row(deep - 1).depth()).isEqualTo(deep - 1);
    assertThat(tree.row(0).descendantCount()).isEqualTo(deep - 1);
    assertThat(tree.rows().stream().mapToLong(TraceRow::criticalPathNanos).sum())
        .isEqualTo(2L * deep);
    assertThat(tree.row(0).selfNanos()).isEqualTo(2);
  }

  @Test
  void aVeryDeepChainOfClocksThatAllDisagree() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < WIDE; i++) {
      spans.add(Spans.span(i + 1).parent(i).service("s" + i % 2).at(-10L * i, 100 - 10L * i)
          .build());
    }

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.rows()).allSatisfy(row -> assertThat(row.startOffsetNanos()).isZero());
    assertThat(tree.durationNanos()).isEqualTo(100);
  }

  @Test
  void aVeryLongCycle() {
    List<Span> spans = chain(WIDE);
    spans.set(0, Spans.span(1).parent(WIDE).at(0, 2L * WIDE).build());

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.maxDepth()).isEqualTo(WIDE - 1);
    assertThat(tree.row(0).warnings()).containsExactly(WarningCode.CYCLE_BROKEN);
  }

  @Test
  void manyShortCycles() {
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= WIDE; i++) {
      spans.add(Spans.span(i).parent(i % 2 == 0 ? i - 1 : i + 1).at(i, i + 1).build());
    }

    TraceTree tree = TraceTree.of(spans, false);

    assertThat(tree.warnings()).filteredOn(w -> w.code() == WarningCode.CYCLE_BROKEN)
        .extracting(TraceWarning::count).containsExactly(WIDE / 2);
  }

  private static List<Span> chain(int deep) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < deep; i++) {
      spans.add(Spans.span(i + 1).parent(i).at(i, 2L * deep - i).build());
    }
    return spans;
  }
}
