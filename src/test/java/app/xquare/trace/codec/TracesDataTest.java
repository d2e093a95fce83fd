package app.xquare.trace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.AttributeValue;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.StatusCode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracesDataTest {
  private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
      .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(5)
          .addLengthDelimited(ByteString.copyFromUtf8("kept")).addFixed32(1).addFixed64(2).build())
      .build();

  @Test
  void everyFieldIsRead() {
    Span span = app.xquare.trace.codec.TracesData.read(full().toByteArray()).getFirst();
    assertThat(span.traceId().toString()).isEqualTo("000102030405060708090a0b0c0d0e0f");
    assertThat(Long.toHexString(span.spanId())).isEqualTo("1112131415161718");
    assertThat(Long.toHexString(span.parentSpanId())).isEqualTo("2122232425262728");
    assertThat(span.name()).isEqualTo("GET /주문");
    assertThat(span.kind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.startUnixNano()).isEqualTo(1_000_000_007L);
    assertThat(span.durationNanos()).isEqualTo(5);
    assertThat(span.status()).isEqualTo(StatusCode.ERROR);
    assertThat(span.service()).isEqualTo("shop");
    assertThat(span.resource().schemaUrl()).isEqualTo("https://r");
    assertThat(span.scope().name()).isEqualTo("lib");
    assertThat(span.scope().version()).isEqualTo("1.2");
    assertThat(span.scope().schemaUrl()).isEqualTo("https://s");
    assertThat(span.scope().attributes()).hasSize(1);
    SpanDetails details = span.details();
    assertThat(details.statusMessage()).isEqualTo("bad");
    assertThat(details.traceState()).isEqualTo("a=b");
    assertThat(details.flags()).isEqualTo(0x101);
    assertThat(details.droppedAttributesCount()).isEqualTo(3);
    assertThat(details.droppedEventsCount()).isEqualTo(4);
    assertThat(details.droppedLinksCount()).isEqualTo(5);
    assertThat(details.attributes()).extracting(a -> a.value().getClass().getSimpleName())
        .containsExactly("StringValue", "LongValue", "DoubleValue", "BoolValue", "BytesValue",
            "ArrayValue", "MapValue", "EmptyValue");
    assertThat(details.attributes().get(1).value()).isEqualTo(new AttributeValue.LongValue(-7));
    assertThat(details.events().getFirst().name()).isEqualTo("exception");
    assertThat(details.events().getFirst().droppedAttributesCount()).isEqualTo(2);
    assertThat(details.links().getFirst().traceId().toString()).endsWith("0f");
    assertThat(details.links().getFirst().flags()).isEqualTo(9);
  }

  @Test
  void writingAgainKeepsEveryByteOfASpan() throws Exception {
    byte[] bytes = full().toByteArray();
    List<Span> spans = app.xquare.trace.codec.TracesData.read(bytes);
    TracesData again = TracesData.parseFrom(app.xquare.trace.codec.TracesData.writeSpans(spans));
    assertThat(again).isEqualTo(full());
    assertThat(again.getResourceSpans(0).getScopeSpans(0).getSpans(0).toByteArray())
        .isEqualTo(full().getResourceSpans(0).getScopeSpans(0).getSpans(0).toByteArray());
  }

  @Test
  void everyTruncationIsAnErrorOrAWholeMessage() {
    byte[] bytes = full().toByteArray();
    int inside = 0;
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> app.xquare.trace.codec.TracesData.read(cut)).as("%d", length)
          .isInstanceOf(ProtoException.class).hasMessageStartingWith("byte ");
      inside++;
    }
    assertThat(inside).isEqualTo(bytes.length - 1);
  }

  @Test
  void fieldsMayComeInAnyOrder() throws Exception {
    // Concatenated messages merge: the resource stands behind the spans it belongs to.
    ResourceSpans spansFirst = full().getResourceSpans(0).toBuilder().clearResource().build();
    ResourceSpans resource = ResourceSpans.newBuilder()
        .setResource(full().getResourceSpans(0).getResource()).build();
    byte[] inner = spansFirst.toByteString().concat(resource.toByteString()).toByteArray();
    byte[] message = TracesData.newBuilder()
        .addResourceSpans(ResourceSpans.parseFrom(inner)).build().toByteArray();
    byte[] swapped = new byte[message.length];
    System.arraycopy(message, 0, swapped, 0, message.length - inner.length);
    System.arraycopy(inner, 0, swapped, message.length - inner.length, inner.length);
    assertThat(app.xquare.trace.codec.TracesData.read(swapped).getFirst().service())
        .isEqualTo("shop");
  }

  private static TracesData full() {
    KeyValue text = attribute("text", AnyValue.newBuilder().setStringValue("값"));
    io.opentelemetry.proto.trace.v1.Span span = io.opentelemetry.proto.trace.v1.Span.newBuilder()
        .setTraceId(id(16, 0)).setSpanId(id(8, 0x11)).setParentSpanId(id(8, 0x21))
        .setTraceState("a=b").setName("GET /주문")
        .setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(1_000_000_007L).setEndTimeUnixNano(1_000_000_012L).setFlags(0x101)
        .addAttributes(text).addAttributes(attribute("int", AnyValue.newBuilder().setIntValue(-7)))
        .addAttributes(attribute("double", AnyValue.newBuilder().setDoubleValue(0.5)))
        .addAttributes(attribute("bool", AnyValue.newBuilder().setBoolValue(true)))
        .addAttributes(attribute("bytes", AnyValue.newBuilder().setBytesValue(id(3, 0))))
        .addAttributes(attribute("array",
            AnyValue.newBuilder()
                .setArrayValue(ArrayValue.newBuilder().addValues(text.getValue()))))
        .addAttributes(attribute("map",
            AnyValue.newBuilder().setKvlistValue(KeyValueList.newBuilder().addValues(text))))
        .addAttributes(KeyValue.newBuilder().setKey("empty")).setDroppedAttributesCount(3)
        .addEvents(io.opentelemetry.proto.trace.v1.Span.Event.newBuilder().setTimeUnixNano(9)
            .setName("exception").addAttributes(text).setDroppedAttributesCount(2))
        .setDroppedEventsCount(4)
        .addLinks(io.opentelemetry.proto.trace.v1.Span.Link.newBuilder().setTraceId(id(16, 0))
            .setSpanId(id(8, 1)).setTraceState("x=y").addAttributes(text).setFlags(9))
        .setDroppedLinksCount(5)
        .setStatus(Status.newBuilder().setMessage("bad")
            .setCode(Status.StatusCode.STATUS_CODE_ERROR).setUnknownFields(UNKNOWN))
        .setUnknownFields(UNKNOWN).build();
    return TracesData.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder()
                .addAttributes(
                    attribute("service.name", AnyValue.newBuilder().setStringValue("shop")))
                .setDroppedAttributesCount(1).setUnknownFields(UNKNOWN))
            .setSchemaUrl("https://r").setUnknownFields(UNKNOWN)
            .addScopeSpans(ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("lib").setVersion("1.2")
                    .addAttributes(text).setUnknownFields(UNKNOWN))
                .setSchemaUrl("https://s").addSpans(span).setUnknownFields(UNKNOWN)))
        .build();
  }

  private static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static ByteString id(int length, int first) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return ByteString.copyFrom(bytes);
  }
}
