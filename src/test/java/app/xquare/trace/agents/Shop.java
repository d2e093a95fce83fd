package app.xquare.trace.agents;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Java half of {@link AgentsIT}: a service that calls the Node.js one, in a process of its own
 * under the Java agent. Prints {@code port=…} and ends when its input does.
 */
final class Shop {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicReference<SpanContext> PREVIOUS = new AtomicReference<>();

  private final Tracer tracer = GlobalOpenTelemetry.get().tracerBuilder("shop")
      .setInstrumentationVersion("1.2.3").setSchemaUrl("https://opentelemetry.io/schemas/1.30.0")
      .build();
  private final String stock;

  private Shop(String stock) {
    this.stock = stock;
  }

  /** @param args where the Node.js service listens */
  public static void main(String[] args) throws IOException {
    Shop shop = new Shop(args[0]);
    HttpServer server = HttpServer
        .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/order", exchange -> shop.answer(exchange, "/stock/7"));
    server.createContext("/broken", exchange -> shop.answer(exchange, "/broken"));
    server.start();
    System.out.println("port=" + server.getAddress().getPort());
    while (System.in.read() >= 0) {
      // nothing is said to it
    }
    server.stop(0);
    System.exit(0);
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    SpanBuilder builder = tracer.spanBuilder("ask stock").setAttribute("shop.order", 7)
        .setAttribute("shop.price", 12.5).setAttribute("shop.gift", false)
        .setAttribute("shop.note", "빵 \"and\" milk\n").setAttribute("shop.empty", "")
        .setAttribute(AttributeKey.stringArrayKey("shop.tags"), List.of("a", "나"))
        .setAttribute(AttributeKey.longArrayKey("shop.counts"), List.of(1L, -2L))
        .setAttribute(AttributeKey.doubleArrayKey("shop.rates"), List.of(0.5, 1e300))
        .setAttribute(AttributeKey.booleanArrayKey("shop.flags"), List.of(true, false));
    SpanContext previous = PREVIOUS.getAndSet(Span.current().getSpanContext());
    if (previous != null) {
      builder.addLink(previous, Attributes.builder().put("relation", "previous").build());
    }
    builder.addLink(Span.current().getSpanContext());
    Span span = builder.startSpan();
    int status = 200;
    try (Scope _ = span.makeCurrent()) {
      for (int i = 0; i < 5; i++) {
        span.addEvent("asked", Attributes.builder().put("attempt", i).build());
      }
      HttpResponse<String> got = HTTP.send(HttpRequest.newBuilder(URI.create(stock + path)).build(),
          HttpResponse.BodyHandlers.ofString());
      if (got.statusCode() != 200) {
        throw new IllegalStateException("stock said " + got.statusCode() + ": " + got.body());
      }
    } catch (IllegalStateException | InterruptedException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      status = 500;
    } finally {
      span.end();
    }
    byte[] body = Integer.toString(status).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
