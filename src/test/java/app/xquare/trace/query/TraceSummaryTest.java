package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Span;
import app.xquare.trace.testing.Spans;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceSummaryTest {
  @Test
  void countsSpansErrorsAndServices() {
    TraceSummary summary = TraceSummary.of(List.of(
        Spans.span(2).parent(1).service("cart").at(10, 50).error().build(),
        Spans.span(1).service("gateway").name("GET /").at(5, 60).build(),
        Spans.span(3).parent(1).service("cart").at(20, 90).build(),
        Spans.span(3).parent(1).service("cart").at(20, 90).build()));

    assertThat(summary.traceId()).isEqualTo(Spans.TRACE);
    assertThat(summary.rootService()).isEqualTo("gateway");
    assertThat(summary.rootOperation()).isEqualTo("GET /");
    assertThat(summary.startUnixNano()).isEqualTo(Spans.EPOCH + 5);
    assertThat(summary.durationNanos()).isEqualTo(85);
    assertThat(summary.spanCount()).isEqualTo(3);
    assertThat(summary.errorCount()).isEqualTo(1);
    assertThat(summary.services()).containsExactly(new TraceSummary.ServiceCount("cart", 2, 1),
        new TraceSummary.ServiceCount("gateway", 1, 0));
    assertThat(summary.hasRoot()).isTrue();
    assertThat(summary.warnings()).containsExactly(
        new TraceWarning(WarningCode.DUPLICATES_DROPPED,
            "1 span was received twice and is shown once.", 1));
  }

  @Test
  void theRootIsTheEarliestSpanWithoutParentThenTheSmallestUnsignedId() {
    Span root = Spans.span(7).name("first").at(5, 6).build();

    assertThat(TraceSummary.of(List.of(Spans.span(-9).name("second").at(5, 6).build(), root,
        Spans.span(1).name("later").at(6, 7).build(),
        Spans.span(2).parent(1).name("child").at(0, 1).build())).rootOperation())
        .isEqualTo("first");
  }

  @Test
  void withoutARootTheEarliestSpanWithAMissingParentIsNamed() {
    TraceSummary summary = TraceSummary.of(List.of(
        Spans.span(3).parent(9).name("later").at(5, 6).build(),
        Spans.span(2).parent(8).name("earlier").service("shop").at(1, 7).build()));

    assertThat(summary.rootService()).isEqualTo("shop");
    assertThat(summary.rootOperation()).isEqualTo("earlier");
    assertThat(summary.hasRoot()).isFalse();
    assertThat(summary.orphanCount()).isEqualTo(2);
    assertThat(summary.warnings()).extracting(w -> w.code().text() + "=" + w.count())
        .containsExactly("missing_root=1", "missing_parent=2");
  }

  @Test
  void aTraceOfACycleHasNoRootToName() {
    TraceSummary summary = TraceSummary.of(List.of(Spans.span(1).parent(2).build(),
        Spans.span(2).parent(1).build()));

    assertThat(summary.rootService()).isNull();
    assertThat(summary.rootOperation()).isNull();
    assertThat(summary.orphanCount()).isZero();
    assertThat(summary.hasRoot()).isFalse();
  }

  @Test
  void saysThatSpansAreStillArriving() {
    SpanSet spans = SpanSet.of(List.of(Spans.span(1).build()));

    assertThat(TraceSummary.of(spans, true).warnings()).extracting(TraceWarning::code)
        .containsExactly(WarningCode.STILL_RECEIVING);
    assertThat(TraceSummary.of(spans, false).warnings()).isEmpty();
  }
}
