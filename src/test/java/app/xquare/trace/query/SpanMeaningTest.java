package app.xquare.trace.query;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.OtlpSender.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.OtlpSender;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same span, written in the ways in which exporters and collectors write it. */
class SpanMeaningTest {
  private final Backend backend = Backend.inMemory();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void aDefaultThatIsWrittenSaysTheSameAsOneThatIsLeftOut() {
    assertSame(span(), span().setStatus(Status.getDefaultInstance()));
    assertSame(span(), span().setParentSpanId(ByteString.copyFrom(new byte[8])));
    // Fields in their wire form, which generated code never writes: name, kind, trace_state, flags.
    for (int field : new int[]{3, 6, 10, 12, 14}) {
      assertSame(span(), span().setUnknownFields(zero(field)));
    }
  }

  @Test
  void attributesHaveNoOrder() {
    assertSame(span().addAttributes(attribute("a", "1")).addAttributes(attribute("b", "2")),
        span().addAttributes(attribute("b", "2")).addAttributes(attribute("a", "1")));
    assertSame(span().addAttributes(map(attribute("a", "1"), attribute("b", "2"))),
        span().addAttributes(map(attribute("b", "2"), attribute("a", "1"))));
    assertSame(span().addAttributes(KeyValue.newBuilder().setKey("a")), span()
        .addAttributes(KeyValue.newBuilder().setKey("a").setValue(AnyValue.getDefaultInstance())));
  }

  @Test
  void differentContentsConflict() {
    assertConflict(span(),
        span().setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK)));
    assertConflict(span(), span().setStatus(Status.newBuilder().setMessage("m")));
    assertConflict(span().addAttributes(attribute("a", "1")),
        span().addAttributes(attribute("a", "2")));
    // The first is shown.
    assertConflict(span().addAttributes(attribute("a", "1")).addAttributes(attribute("a", "2")),
        span().addAttributes(attribute("a", "2")).addAttributes(attribute("a", "1")));
    assertConflict(span().addAttributes(attribute("a", "5")), span().addAttributes(
        KeyValue.newBuilder().setKey("a").setValue(AnyValue.newBuilder().setIntValue(5))));
    assertConflict(span(), span().setFlags(1));
    assertConflict(span(), span().addEvents(Span.Event.getDefaultInstance()));
    assertConflict(bytes("x"), bytes("y"));
    assertSame(bytes("x").setStatus(Status.getDefaultInstance()), bytes("x"));
  }

  @Test
  void manyCopiesOfOneSpanAreCounted() {
    TraceSummary summary = summary(span().addAttributes(attribute("a", "1")),
        span().addAttributes(attribute("a", "1")).setStatus(Status.getDefaultInstance()),
        span().addAttributes(attribute("a", "2")).setStatus(Status.getDefaultInstance()),
        span().addAttributes(attribute("a", "2")), span().addAttributes(attribute("a", "2")));
    assertThat(summary.spanCount()).isEqualTo(1);
    assertThat(summary.duplicatesDropped()).isEqualTo(3);
    assertThat(summary.conflictingSpanIds()).isEqualTo(1);
  }

  @Test
  void resourcesAndScopesAreComparedAlike() {
    Resource one = Resource.newBuilder().addAttributes(attribute("service.name", "shop"))
        .addAttributes(attribute("zone", "a")).build();
    Resource turned = Resource.newBuilder().addAttributes(attribute("zone", "a"))
        .addAttributes(attribute("service.name", "shop")).build();
    Resource other = one.toBuilder().addAttributes(attribute("zone2", "b")).build();
    assertThat(summary(List.of(request(one, span()), request(turned, span())))
        .conflictingSpanIds()).isZero();
    assertThat(summary(List.of(request(one, span()), request(other, span())))
        .conflictingSpanIds()).isEqualTo(1);
  }

  private static UnknownFieldSet zero(int field) {
    UnknownFieldSet.Field.Builder value = UnknownFieldSet.Field.newBuilder();
    switch (field) {
      case 3 -> value.addLengthDelimited(ByteString.EMPTY);
      default -> value.addVarint(0);
    }
    return UnknownFieldSet.newBuilder().addField(field, value.build()).build();
  }

  private static KeyValue map(KeyValue... entries) {
    return KeyValue.newBuilder().setKey("map")
        .setValue(AnyValue.newBuilder()
            .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries))))
        .build();
  }

  private static Span.Builder bytes(String text) {
    return span().addAttributes(KeyValue.newBuilder().setKey("bytes")
        .setValue(AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8(text))));
  }

  private static Span.Builder span() {
    return Span.newBuilder().setTraceId(OtlpSender.traceId(1, 1)).setSpanId(OtlpSender.spanId(7))
        .setName("op").setStartTimeUnixNano(NOON).setEndTimeUnixNano(NOON + 5);
  }

  private void assertSame(Span.Builder one, Span.Builder other) {
    assertThat(one.build().toByteString()).isNotEqualTo(other.build().toByteString());
    TraceSummary summary = summary(one, other);
    assertThat(summary.conflictingSpanIds()).as("%s%s", one, other).isZero();
    assertThat(summary.duplicatesDropped()).isEqualTo(1);
  }

  private void assertConflict(Span.Builder one, Span.Builder other) {
    TraceSummary summary = summary(one, other);
    assertThat(summary.conflictingSpanIds()).as("%s%s", one, other).isEqualTo(1);
    assertThat(summary.duplicatesDropped()).isZero();
  }

  private TraceSummary summary(Span.Builder... copies) {
    return summary(Stream.of(copies)
        .map(copy -> request(Resource.getDefaultInstance(), copy)).toList());
  }

  private static ResourceSpans request(Resource resource, Span.Builder span) {
    return ResourceSpans.newBuilder().setResource(resource)
        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)).build();
  }

  private long traces;

  /** Of the copies, sent as one request under a trace id of their own. */
  private TraceSummary summary(List<ResourceSpans> copies) {
    traces++;
    List<ResourceSpans> own = new ArrayList<>();
    for (ResourceSpans copy : copies) {
      ResourceSpans.Builder changed = copy.toBuilder();
      changed.getScopeSpansBuilder(0).getSpansBuilder(0)
          .setTraceId(OtlpSender.traceId(1, 1 + traces));
      own.add(changed.build());
    }
    backend.get(Ingest.class).submit(
        ExportTraceServiceRequest.newBuilder().addAllResourceSpans(own).build().toByteArray())
        .join();
    return Objects
        .requireNonNull(backend.get(TraceReader.class).read(new TraceId(1, 1 + traces))).summary();
  }
}
