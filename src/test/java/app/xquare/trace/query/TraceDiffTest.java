package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.testing.Spans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TraceDiffTest {
  @Test
  void aTraceDoesNotDifferFromItself() {
    Span[] spans = {Spans.span(1).name("root").at(0, 100).build(),
        Spans.span(2).parent(1).name("x").at(10, 20).build(),
        Spans.span(3).parent(1).name("x").at(30, 50).error().build(),
        Spans.span(4).parent(3).name("y").at(35, 40).build()};

    TraceDiff diff = diff(List.of(spans), List.of(spans));

    assertThat(outline(diff)).isEqualTo("""
        root same 1/1
          x same 2/2
            y same 1/1
        """);
    PathDiff x = diff.paths().get(1);
    assertThat(x.a()).isEqualTo(new PathDiff.Figures(2, 1, 30, 25)).isEqualTo(x.b());
    assertThat(x.a().averageDurationNanos()).isEqualTo(15);
    assertThat(diff.paths()).extracting(PathDiff::parent).containsExactly(-1, 0, 1);
    assertThat(diff.a()).isEqualTo(TraceSummary.of(Arrays.asList(spans))).isEqualTo(diff.b());
  }

  @Test
  void whatOneTraceLacksIsShownInItsPlace() {
    List<Span> a = List.of(Spans.span(1).name("root").at(0, 100).build(),
        Spans.span(2).parent(1).name("b").at(10, 20).build(),
        Spans.span(3).parent(2).name("only a").at(11, 12).build(),
        Spans.span(4).parent(1).name("d").at(30, 40).build());
    List<Span> b = List.of(Spans.span(1).name("root").at(0, 100).build(),
        Spans.span(2).parent(1).name("a").at(5, 6).build(),
        Spans.span(3).parent(1).name("b").at(10, 20).build(),
        Spans.span(4).parent(1).name("c").at(20, 25).build(),
        Spans.span(5).parent(4).name("under c").at(20, 25).build(),
        Spans.span(6).parent(1).name("d").at(30, 40).build(),
        Spans.span(7).parent(1).name("e").at(50, 60).build());

    TraceDiff diff = diff(a, b);

    assertThat(outline(diff)).isEqualTo("""
        root same 1/1
          a only_in_b 0/1
          b same 1/1
            only a only_in_a 1/0
          c only_in_b 0/1
            under c only_in_b 0/1
          d same 1/1
          e only_in_b 0/1
        """);
    assertThat(diff.counts()).containsEntry(PathDiff.Change.SAME, 3)
        .containsEntry(PathDiff.Change.ONLY_IN_A, 1).containsEntry(PathDiff.Change.ONLY_IN_B, 4)
        .containsEntry(PathDiff.Change.CHANGED, 0);
    assertThat(diff.paths().get(5).parent()).isEqualTo(4);
    assertThat(diff.paths().get(6).parent()).isZero();
  }

  @Test
  void whatReplacesStandsBehindWhatIsReplaced() {
    List<Span> a = List.of(Spans.span(1).name("p").at(0, 1).build(),
        Spans.span(2).name("p2").at(1, 2).build(), Spans.span(3).name("m").at(2, 3).build(),
        Spans.span(4).name("r").at(3, 4).build());
    List<Span> b = List.of(Spans.span(1).name("q").at(0, 1).build(),
        Spans.span(2).name("q2").at(1, 2).build(), Spans.span(3).name("m").at(2, 3).build(),
        Spans.span(4).name("q").at(3, 4).build(), Spans.span(5).name("s").at(4, 5).build());

    assertThat(diff(a, b).paths()).extracting(PathDiff::operation).containsExactly("p", "p2", "q",
        "q2", "m", "r", "s");
  }

  @Test
  void countsErrorsAndClearlyOtherDurationsAreChanges() {
    assertThat(changeOf(Spans.span(2).at(0, 100), Spans.span(2).at(0, 110)))
        .isEqualTo(PathDiff.Change.SAME);
    assertThat(changeOf(Spans.span(2).at(0, 100), Spans.span(2).at(0, 120)))
        .isEqualTo(PathDiff.Change.CHANGED);
    assertThat(changeOf(Spans.span(2).at(0, 100), Spans.span(2).at(0, 100).error()))
        .isEqualTo(PathDiff.Change.CHANGED);
    assertThat(outline(diff(List.of(Spans.span(1).at(0, 5).build()),
        List.of(Spans.span(1).at(0, 5).build(), Spans.span(2).at(0, 5).build()))))
        .isEqualTo("op changed 1/2\n");
  }

  @Test
  void serviceOperationAndKindMakeAStep() {
    List<Span> a = List.of(Spans.span(1).name("x").service("s").kind(SpanKind.CLIENT).build());

    assertThat(diff(a, List.of(Spans.span(1).name("y").service("s").kind(SpanKind.CLIENT).build()))
        .paths()).hasSize(2);
    assertThat(diff(a, List.of(Spans.span(1).name("x").service("t").kind(SpanKind.CLIENT).build()))
        .paths()).hasSize(2);
    assertThat(diff(a, List.of(Spans.span(1).name("x").service("s").kind(SpanKind.SERVER).build()))
        .paths()).hasSize(2);
    assertThat(diff(a, List.of(Spans.span(9).name("x").service("s").kind(SpanKind.CLIENT).build()))
        .paths()).hasSize(1);
  }

  @Test
  void theSameStepUnderAnotherIsAnotherPath() {
    List<Span> a = List.of(Spans.span(1).name("p").at(0, 9).build(),
        Spans.span(2).parent(1).name("x").at(0, 9).build());
    List<Span> b = List.of(Spans.span(1).name("q").at(0, 9).build(),
        Spans.span(2).parent(1).name("x").at(0, 9).build());

    assertThat(outline(diff(a, b))).isEqualTo("""
        p only_in_a 1/0
          x only_in_a 1/0
        q only_in_b 0/1
          x only_in_b 0/1
        """);
  }

  @Test
  void sidesMirrorAndAllSpansAreCounted() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      List<Span> a = randomTrace(random);
      List<Span> b = randomTrace(random);
      TraceDiff diff = diff(a, b);
      TraceDiff mirrored = diff(b, a);
      assertThat(diff.paths().stream().mapToInt(path -> path.a().count()).sum())
          .isEqualTo(a.size());
      assertThat(diff.paths().stream().mapToInt(path -> path.b().count()).sum())
          .isEqualTo(b.size());
      assertThat(steps(diff, false)).isEqualTo(steps(mirrored, true));
      for (int row = 0; row < diff.paths().size(); row++) {
        PathDiff path = diff.paths().get(row);
        assertThat(path.parent()).isLessThan(row);
        assertThat(path.depth())
            .isEqualTo(path.parent() < 0 ? 0 : diff.paths().get(path.parent()).depth() + 1);
      }
    }
  }

  @Test
  @Timeout(60)
  void veryDeepAndVeryWideTraces() {
    List<Span> deep = new ArrayList<>();
    List<Span> wide = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      deep.add(Spans.span(i + 1).parent(i).name("n").at(i, 1_000_000 - i).build());
      wide.add(Spans.span(i + 1).parent(i == 0 ? 0 : 1).name(i == 0 ? "n" : "w" + i).at(i, i + 1)
          .build());
    }

    TraceDiff diff = diff(deep, wide);

    assertThat(diff.paths()).hasSize(199_999);
    assertThat(diff.paths().stream().mapToInt(PathDiff::depth).max()).hasValue(99_999);
    assertThat(diff(deep, deep).counts()).containsEntry(PathDiff.Change.SAME, 100_000);
  }

  private static List<Span> randomTrace(Random random) {
    List<Span> spans = new ArrayList<>();
    int size = 1 + random.nextInt(30);
    for (int i = 1; i <= size; i++) {
      long start = random.nextLong(50);
      spans.add(Spans.span(i).parent(random.nextLong(i)).name("op" + random.nextInt(3))
          .service("s" + random.nextInt(2)).at(start, start + random.nextInt(50)).build());
    }
    return spans;
  }

  private static List<String> steps(TraceDiff diff, boolean mirror) {
    List<String> full = new ArrayList<>();
    for (PathDiff path : diff.paths()) {
      String before = path.parent() < 0 ? "" : full.get(path.parent()).replaceAll(" .*", "");
      full.add(before + "/" + path.service() + ":" + path.operation() + " "
          + (mirror ? path.b() : path.a()) + (mirror ? path.a() : path.b()));
    }
    Collections.sort(full);
    return full;
  }

  private static PathDiff.Change changeOf(Spans a, Spans b) {
    return diff(List.of(a.build()), List.of(b.build())).paths().getFirst().change();
  }

  private static TraceDiff diff(List<Span> a, List<Span> b) {
    return TraceDiff.between(TraceTree.of(a, false), TraceTree.of(b, false));
  }

  private static String outline(TraceDiff diff) {
    return diff.paths().stream().map(path -> "  ".repeat(path.depth()) + path.operation() + " "
        + path.change().text() + " " + path.a().count() + "/" + path.b().count() + "\n")
        .collect(Collectors.joining());
  }
}
