package app.xquare.trace.query;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes traces of every odd kind: in pieces, out of order, sent twice, contradicting themselves,
 * without parents, in cycles, with clocks that lie, and with attributes that are hard to index.
 */
final class RandomTraces {
  static final List<String> SERVICES = List.of("cart", "pay", "주문", "a\0b", "a\uFFFDb", "",
      "s".repeat(255) + "😀tail", "s".repeat(255) + "😀other");
  static final List<String> OPERATIONS = List.of("GET /", "SELECT", "결제 승인", "x\0y", "",
      "o".repeat(256) + "1", "o".repeat(256) + "2");
  static final List<String> KEYS = List.of("http.method", "n", "n", "n", "db.statement",
      "code.line", "left.out", "event.name", "resource.x", "a=b", "k\0", "", "주소", "bulk7",
      "bulk70");
  static final List<String> TEXTS = List.of("GET", "POST", "5", "5.0", "05", "5e0", "+5", " 5",
      "-0",
      "0", "1e400", "NaN", "true", "x\0y", "x\uFFFDy", "값", "", "l".repeat(128), "l".repeat(129),
      "l".repeat(2_000), "9007199254740993", "1e2147483647", "0.00001");
  static final List<Double> DOUBLES = List.of(5.0, 5.5, 0.1, -0.0, 1e300, 1e17, Double.NaN,
      Double.POSITIVE_INFINITY, 9.007199254740994E15, 1e-5);

  private static final long FAR = 4_102_444_800L * SECOND;

  final Random random;
  private final List<Resource> resources = new ArrayList<>();
  private final List<InstrumentationScope> scopes = new ArrayList<>();

  RandomTraces(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      resources.add(resource());
      scopes.add(scope());
    }
  }

  /** A span with what stands around it. */
  record Sent(Resource resource, InstrumentationScope scope, Span span) {}

  /** Some spans of a new trace. */
  List<Sent> trace() {
    ByteString traceId = id(16);
    // Whole seconds, so that many begin at the very same time.
    long base = switch (random.nextInt(30)) {
      case 0 -> 0;
      case 1 -> FAR;
      default -> NOON + random.nextInt(150) * SECOND;
    };
    List<Sent> spans = new ArrayList<>();
    for (int i = random.nextInt(random.nextInt(8) + 1); i >= 0; i--) {
      spans.add(span(traceId, base, spans));
    }
    return spans;
  }

  /** Something more about a trace: a late span, a copy, or another version of a span. */
  Sent more(List<Sent> trace) {
    Sent one = any(trace);
    return switch (random.nextInt(4)) {
      case 0 -> one;
      case 1, 2 -> new Sent(random.nextInt(3) == 0 ? any(resources) : one.resource, one.scope,
          changed(one.span));
      default -> span(one.span.getTraceId(), one.span.getStartTimeUnixNano(), trace);
    };
  }

  private Span changed(Span span) {
    Span.Builder other = span.toBuilder();
    switch (random.nextInt(5)) {
      case 0 -> other.setName(any(OPERATIONS));
      case 1 -> {
        long later = other.getStartTimeUnixNano() + random.nextLong(3 * SECOND);
        other.setStartTimeUnixNano(later)
            .setEndTimeUnixNano(Math.max(later, other.getEndTimeUnixNano() + random.nextInt(2)));
      }
      case 2 -> other.setStartTimeUnixNano(
          Math.max(0, other.getStartTimeUnixNano() - random.nextLong(3 * SECOND)));
      case 3 -> other.setEndTimeUnixNano(
          Math.max(other.getStartTimeUnixNano(), other.getEndTimeUnixNano() - 5));
      default -> other.clearAttributes().addAllAttributes(attributes(3));
    }
    return other.build();
  }

  private Sent span(ByteString traceId, long base, List<Sent> siblings) {
    long start = Math.max(0, base + switch (random.nextInt(12)) {
      case 0 -> -random.nextLong(5 * SECOND);
      case 1 -> random.nextLong(100 * SECOND);
      case 2, 3 -> 0;
      default -> random.nextLong(SECOND);
    });
    long duration = random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 35));
    Span.Builder span = Span.newBuilder().setTraceId(traceId).setSpanId(id(8))
        .setName(any(OPERATIONS)).setStartTimeUnixNano(start).setEndTimeUnixNano(start + duration)
        .setKindValue(random.nextInt(20) == 0 ? 9 : random.nextInt(6))
        .addAllAttributes(attributes(random.nextInt(4)));
    if (!siblings.isEmpty() && random.nextInt(6) != 0) {
      span.setParentSpanId(any(siblings).span.getSpanId());
    } else if (random.nextInt(3) == 0) {
      span.setParentSpanId(random.nextBoolean() ? id(8) : ByteString.copyFrom(new byte[8]));
    } else if (random.nextInt(8) == 0) {
      span.setParentSpanId(span.getSpanId());
    }
    if (random.nextInt(3) == 0) {
      span.setStatus(Status.newBuilder().setMessage("m")
          .setCodeValue(random.nextInt(10) == 0 ? 7 : random.nextInt(3)));
    }
    if (random.nextInt(12) == 0) {
      for (int i = 0; i < 80; i++) {
        span.addAttributes(attribute("bulk" + i, text(Integer.toString(random.nextInt(3)))));
      }
    }
    for (int i = random.nextInt(4) - 1; i > 0; i--) {
      span.addEvents(Span.Event.newBuilder().setName("e").setTimeUnixNano(start)
          .addAllAttributes(attributes(2)));
      span.addLinks(Span.Link.newBuilder().setTraceId(id(16)).setSpanId(id(8))
          .addAllAttributes(attributes(2)));
    }
    return new Sent(any(resources), any(scopes), span.build());
  }

  private Resource resource() {
    Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes(2));
    switch (random.nextInt(10)) {
      case 0 -> {
      }
      case 1 -> resource.addAttributes(
          attribute("service.name", AnyValue.newBuilder().setIntValue(7).build()));
      default -> resource.addAttributes(attribute("service.name", text(any(SERVICES))));
    }
    if (random.nextInt(6) == 0) {
      for (int i = 0; i < 80; i++) {
        resource.addAttributes(attribute("bulk" + i, text(Integer.toString(random.nextInt(3)))));
      }
    }
    return resource.build();
  }

  private InstrumentationScope scope() {
    return InstrumentationScope.newBuilder().setName("lib" + random.nextInt(3))
        .addAllAttributes(attributes(random.nextInt(3))).build();
  }

  private List<KeyValue> attributes(int count) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attributes.add(attribute(any(KEYS), value(0)));
    }
    return attributes;
  }

  private AnyValue value(int depth) {
    return switch (random.nextInt(depth < 2 ? 14 : 10)) {
      case 0 -> AnyValue.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 1, 2 -> AnyValue.newBuilder().setIntValue(random.nextInt(12)).build();
      case 3, 4 -> AnyValue.newBuilder().setDoubleValue(any(DOUBLES)).build();
      case 5 -> AnyValue.newBuilder().setBytesValue(id(random.nextInt(5) * 40)).build();
      case 10 -> AnyValue.getDefaultInstance();
      case 11 -> AnyValue.newBuilder()
          .setKvlistValue(KeyValueList.newBuilder().addValues(attribute("n", value(depth + 1))))
          .build();
      case 12, 13 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.addValues(value(depth + 1));
        }
        yield AnyValue.newBuilder().setArrayValue(array).build();
      }
      default -> text(any(TEXTS));
    };
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private ByteString id(int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return ByteString.copyFrom(id);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** The spans as one request, in any order, with or without common resources and scopes. */
  byte[] request(List<Sent> spans) {
    List<Sent> shuffled = new ArrayList<>(spans);
    Collections.shuffle(shuffled, random);
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    ResourceSpans.Builder last = null;
    Sent before = null;
    for (Sent sent : shuffled) {
      if (last == null || before == null || !before.resource.equals(sent.resource)
          || random.nextInt(3) == 0) {
        last = request.addResourceSpansBuilder().setResource(sent.resource);
        before = null;
      }
      if (before == null || !before.scope.equals(sent.scope)) {
        last.addScopeSpansBuilder().setScope(sent.scope);
      }
      ScopeSpans.Builder scope = last.getScopeSpansBuilder(last.getScopeSpansCount() - 1);
      scope.addSpans(sent.span);
      before = sent;
    }
    return request.build().toByteArray();
  }

  static long number(ByteString id) {
    return id.isEmpty() ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong();
  }
}
