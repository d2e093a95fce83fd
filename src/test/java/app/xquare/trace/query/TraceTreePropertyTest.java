package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.testing.Counts;
import app.xquare.trace.testing.Spans;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any trace, on seeded random ones with orphans, cycles, skew and conflicts. */
class TraceTreePropertyTest {
  private static final int TRACES = 150;

  static IntStream seeds() {
    return Counts.seeds(8, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsForRandomTraces(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRACES; i++) {
      List<Span> received = randomTrace(random);
      TraceTree tree = TraceTree.of(received, false);
      showsEverySpanOnce(tree, received);
      nestsRowsDepthFirst(tree);
      ordersSiblings(tree);
      countsSelfTimeLikeASweepOverEveryInstant(tree);
      tilesTheRootWithTheCriticalPath(tree);
      sumsUp(tree);
      doesNotDependOnTheOrder(tree, received, random);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theCriticalPathOfASequentialTraceIsEverySpansSelfTime(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TRACES; i++) {
      List<Span> spans = new ArrayList<>();
      spans.add(Spans.span(1).at(0, 1_000_000).build());
      for (int at = 0; at < spans.size() && spans.size() < 60; at++) {
        addSequentialChildren(spans, spans.get(at), random);
      }
      TraceTree tree = TraceTree.of(spans, false);
      long total = 0;
      for (TraceRow row : tree.rows()) {
        assertThat(row.criticalPathNanos()).isEqualTo(row.selfNanos());
        total += row.selfNanos();
      }
      assertThat(total).isEqualTo(1_000_000);
    }
  }

  private static void addSequentialChildren(List<Span> spans, Span parent, Random random) {
    long start = parent.startUnixNano() - Spans.EPOCH;
    long end = parent.endUnixNano() - Spans.EPOCH;
    for (int i = random.nextInt(4); i > 0 && end - start > 10; i--) {
      long childStart = start + random.nextLong(1 + (end - start) / 2);
      long childEnd = childStart + random.nextLong(1 + end - childStart);
      spans.add(Spans.span(spans.size() + 1).parent(parent.spanId())
          .service("s" + random.nextInt(3)).at(childStart, childEnd).build());
      start = childEnd;
    }
  }

  private static List<Span> randomTrace(Random random) {
    int size = 1 + random.nextInt(40);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long id = 1 + random.nextLong(size);
      long parent = random.nextLong(size + 3L);
      long start = random.nextLong(200) - (random.nextInt(5) == 0 ? 150 : 0);
      Spans span = Spans.span(random.nextInt(20) == 0 ? -id : id)
          .parent(random.nextInt(3) == 0 ? Math.min(parent, id - 1) : parent)
          .service("s" + random.nextInt(4)).kind(SpanKind.of(random.nextInt(6)))
          .at(start, start + random.nextInt(150));
      if (random.nextInt(6) == 0) {
        span.error();
      }
      spans.add(span.build());
      if (random.nextInt(10) == 0) {
        spans.add(span.build());
      }
    }
    return spans;
  }

  private static void showsEverySpanOnce(TraceTree tree, List<Span> received) {
    Set<Long> ids = new HashSet<>();
    received.forEach(span -> ids.add(span.spanId()));
    Set<Long> shown = new HashSet<>();
    for (int row = 0; row < tree.size(); row++) {
      long id = tree.row(row).span().spanId();
      assertThat(shown.add(id)).isTrue();
      assertThat(tree.rowOf(id)).isEqualTo(row);
    }
    assertThat(shown).isEqualTo(ids);
  }

  private static void nestsRowsDepthFirst(TraceTree tree) {
    for (int row = 0; row < tree.size(); row++) {
      TraceRow shown = tree.row(row);
      if (shown.parentRow() < 0) {
        assertThat(shown.depth()).isZero();
        assertThat(shown.span().isRoot()).isEqualTo(shown.warnings().stream()
            .noneMatch(w -> w == WarningCode.MISSING_PARENT || w == WarningCode.CYCLE_BROKEN));
      } else {
        TraceRow parent = tree.row(shown.parentRow());
        assertThat(shown.parentRow()).isLessThan(row);
        assertThat(row).isLessThanOrEqualTo(shown.parentRow() + parent.descendantCount());
        assertThat(shown.depth()).isEqualTo(parent.depth() + 1);
        assertThat(shown.span().parentSpanId()).isEqualTo(parent.span().spanId());
      }
      int children = 0;
      int below = 0;
      for (int next = row + 1; next < tree.size()
          && tree.row(next).depth() > shown.depth(); next++) {
        below++;
        children += tree.row(next).parentRow() == row ? 1 : 0;
      }
      assertThat(shown.childCount()).isEqualTo(children);
      assertThat(shown.descendantCount()).isEqualTo(below);
    }
  }

  private static void ordersSiblings(TraceTree tree) {
    Map<Integer, TraceRow> lastSibling = new HashMap<>();
    for (TraceRow row : tree.rows()) {
      assertThat(row.startOffsetNanos()).isEqualTo(
          row.span().startUnixNano() + row.skewNanos() - tree.startUnixNano()).isNotNegative();
      TraceRow before = lastSibling.put(row.parentRow(), row);
      if (before != null) {
        assertThat(Comparator.comparingLong(TraceRow::startOffsetNanos)
            .thenComparing(r -> r.span().spanId(), Long::compareUnsigned).compare(before, row))
            .isNegative();
      }
    }
  }

  private static void countsSelfTimeLikeASweepOverEveryInstant(TraceTree tree) {
    for (int at = 0; at < tree.size(); at++) {
      TraceRow row = tree.row(at);
      boolean[] busy = new boolean[(int) row.durationNanos()];
      for (TraceRow child : tree.rows()) {
        for (long t = 0; child.parentRow() == at && t < child.durationNanos(); t++) {
          long instant = child.startOffsetNanos() + t - row.startOffsetNanos();
          if (instant >= 0 && instant < busy.length) {
            busy[(int) instant] = true;
          }
        }
      }
      long self = 0;
      for (boolean covered : busy) {
        self += covered ? 0 : 1;
      }
      assertThat(row.selfNanos()).isEqualTo(self);
    }
  }

  private static void tilesTheRootWithTheCriticalPath(TraceTree tree) {
    List<TraceRow.Segment> segments = new ArrayList<>();
    for (TraceRow row : tree.rows()) {
      long sum = 0;
      for (TraceRow.Segment segment : row.criticalPath()) {
        assertThat(segment.startOffsetNanos()).isGreaterThanOrEqualTo(row.startOffsetNanos());
        assertThat(segment.startOffsetNanos()).isLessThan(segment.endOffsetNanos());
        assertThat(segment.endOffsetNanos())
            .isLessThanOrEqualTo(row.startOffsetNanos() + row.durationNanos());
        sum += segment.endOffsetNanos() - segment.startOffsetNanos();
        segments.add(segment);
      }
      assertThat(row.criticalPathNanos()).isEqualTo(sum);
      assertThat(row.criticalPath())
          .isSortedAccordingTo(Comparator.comparingLong(TraceRow.Segment::startOffsetNanos));
    }
    segments.sort(Comparator.comparingLong(TraceRow.Segment::startOffsetNanos));
    TraceRow root = tree.row(tree.rootRow());
    long now = root.startOffsetNanos();
    for (TraceRow.Segment segment : segments) {
      assertThat(segment.startOffsetNanos()).isEqualTo(now);
      now = segment.endOffsetNanos();
    }
    assertThat(now).isEqualTo(root.startOffsetNanos() + root.durationNanos());
  }

  private static void sumsUp(TraceTree tree) {
    assertThat(tree.services().stream().mapToLong(ServiceShare::selfNanos).sum())
        .isEqualTo(tree.rows().stream().mapToLong(TraceRow::selfNanos).sum());
    assertThat(tree.services().stream().mapToLong(ServiceShare::criticalPathNanos).sum())
        .isEqualTo(tree.row(tree.rootRow()).durationNanos());
    assertThat(tree.services().stream().mapToInt(ServiceShare::spanCount).sum())
        .isEqualTo(tree.size()).isEqualTo(tree.summary().spanCount());
    assertThat(tree.services().stream().mapToInt(ServiceShare::errorCount).sum())
        .isEqualTo(tree.summary().errorCount());
    assertThat(tree.rows().stream().mapToInt(TraceRow::depth).max()).hasValue(tree.maxDepth());
  }

  private static void doesNotDependOnTheOrder(TraceTree tree, List<Span> received, Random random) {
    Collections.shuffle(received, random);
    TraceTree again = TraceTree.of(received, false);
    assertThat(again.summary()).isEqualTo(tree.summary());
    assertThat(again.services()).isEqualTo(tree.services());
    assertThat(again.warnings()).isEqualTo(tree.warnings());
    assertThat(again.rootRow()).isEqualTo(tree.rootRow());
    assertThat(again.rows()).extracting(TraceTreePropertyTest::withoutSource)
        .isEqualTo(tree.rows().stream().map(TraceTreePropertyTest::withoutSource).toList());
  }

  /** Copies of the same bytes are different objects, so rows are compared without those. */
  private static List<Object> withoutSource(TraceRow row) {
    Span span = row.span();
    return List.of(span.spanId(), span.parentSpanId(), span.name(), span.kind(), span.status(),
        span.service(), span.startUnixNano(), span.endUnixNano(), row.depth(), row.parentRow(),
        row.childCount(), row.descendantCount(), row.startOffsetNanos(), row.skewNanos(),
        row.selfNanos(), row.criticalPath(), row.warnings());
  }
}
