package app.xquare.trace.testing;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests of spans as an HTTP server's agent makes them. */
public final class BenchmarkRequests {
  private BenchmarkRequests() {}

  public static byte[] request(int spans) {
    Random random = new Random(1);
    List<Span> made = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      long start = 1_760_000_000_000_000_000L + i * 1_000_000L;
      made.add(Span.newBuilder().setTraceId(OtlpSender.traceId(7, 1 + i / 10))
          .setSpanId(OtlpSender.spanId(random.nextLong() | 1))
          .setParentSpanId(OtlpSender.spanId(random.nextLong() | 1))
          .setName("GET /api/v1/orders/{id}")
          .setKind(Span.SpanKind.SPAN_KIND_SERVER).setStartTimeUnixNano(start)
          .setEndTimeUnixNano(start + random.nextInt(100_000_000))
          .addAttributes(OtlpSender.attribute("http.request.method", "GET"))
          .addAttributes(OtlpSender.attribute("http.route", "/api/v1/orders/{id}"))
          .addAttributes(OtlpSender.attribute("url.path", "/api/v1/orders/" + random.nextInt(9999)))
          .addAttributes(OtlpSender.attribute("url.scheme", "http"))
          .addAttributes(OtlpSender.attribute("server.address", "orders.shop-prod.svc"))
          .addAttributes(OtlpSender.attribute("network.protocol.version", "1.1"))
          .addAttributes(OtlpSender.attribute("user_agent.original", "okhttp/4.12.0"))
          .addAttributes(number("http.response.status_code", 200))
          .addAttributes(number("server.port", 8080))
          .addAttributes(number("thread.id", random.nextInt(200)))
          .addAttributes(OtlpSender.attribute("thread.name", "http-nio-8080-exec-3")).build());
    }
    return OtlpSender.request("orders", made).toByteArray();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
