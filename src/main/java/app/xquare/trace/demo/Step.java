package app.xquare.trace.demo;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a request: the span that it makes, and the steps inside it, one after the other.
 *
 * @param attributes {@code #} in a text stands for the number of the request
 * @param micros time of its own, without the steps inside
 * @param troubleRate how often, of 1, it is slow or fails
 * @param slowness its own time is longer by this factor then
 * @param failure null if it is only slow then
 */
record Step(Service service, SpanKind kind, String scope, String name, Attributes attributes,
    long micros, double troubleRate, int slowness, @Nullable Failure failure, List<Step> inside) {
  private static final String AGENT = "io.opentelemetry.";

  /** A request that comes in. */
  static Step server(Service service, String method, String route, long micros, Step... inside) {
    Attributes attributes = Attributes.builder().put("http.request.method", method)
        .put("http.route", route).put("url.scheme", "http").put("url.path", path(route))
        .put("server.address", service.host()).put("server.port", 8080)
        .put("network.protocol.version", "1.1").put("user_agent.original", "okhttp/5.1.0").build();
    return step(service, SpanKind.SERVER, "tomcat-10.0", method + " " + route, attributes, micros,
        inside);
  }

  /** A request from one service to another. */
  static Step call(Service from, Service to, String method, String route, long micros,
      Step... inside) {
    return call(from, "http://" + to.host() + ":8080", method, route, 700,
        server(to, method, route, micros, inside));
  }

  /** A request to somebody outside, who sends no spans. */
  static Step call(Service from, String origin, String method, String route, long micros,
      Step... inside) {
    Attributes attributes = Attributes.builder().put("http.request.method", method)
        .put("url.full", origin + path(route)).put("server.address", URI.create(origin).getHost())
        .put("server.port", origin.startsWith("https") ? 443 : 8080).build();
    return step(from, SpanKind.CLIENT, "java-http-client", method, attributes, micros, inside);
  }

  static Step sql(Service service, String database, String table, String query, long micros) {
    return database(service, "mysql", "jdbc", database, table,
        query.substring(0, query.indexOf(' ')), 3306, micros)
        .with("db.query.text", query);
  }

  static Step mongo(Service service, String collection, String operation, long micros) {
    return database(service, "mongodb", "mongo-3.1", service.name().toLowerCase(Locale.ROOT),
        collection, operation, 27017, micros);
  }

  /** Sends a message; the steps inside are those of its consumers, which run later. */
  static Step send(Service service, String topic, Step... consumers) {
    return step(service, SpanKind.PRODUCER, "kafka-clients-2.6", "send " + topic,
        message(topic, "send").build(), 300, consumers);
  }

  static Step process(Service service, String topic, long micros, Step... inside) {
    Attributes attributes = message(topic, "process")
        .put("messaging.consumer.group.name", service.name().toLowerCase(Locale.ROOT)).build();
    return step(service, SpanKind.CONSUMER, "kafka-clients-2.6", "process " + topic, attributes,
        micros, inside);
  }

  static Step internal(Service service, String name, long micros, Step... inside) {
    Attributes attributes = Attributes.of(stringKey("code.function.name"),
        "app." + service.name().toLowerCase(Locale.ROOT) + "." + name);
    return step(service, SpanKind.INTERNAL, "spring-scheduling-3.1", name, attributes, micros,
        inside);
  }

  Step with(String key, String value) {
    return copy(attributes.toBuilder().put(key, value).build(), troubleRate, slowness, failure);
  }

  Step slow(double rate, int factor) {
    return copy(attributes, rate, factor, null);
  }

  Step failing(double rate, int factor, Failure how) {
    return copy(attributes, rate, factor, how);
  }

  boolean isHttp() {
    return attributes.get(stringKey("http.request.method")) != null;
  }

  private Step copy(Attributes newAttributes, double rate, int factor, @Nullable Failure how) {
    return new Step(service, kind, scope, name, newAttributes, micros, rate, factor, how, inside);
  }

  private static Step database(Service service, String system, String scope, String database,
      String target, String operation, int port, long micros) {
    Attributes attributes = Attributes.of(stringKey("db.system.name"), system,
        stringKey("db.namespace"), database, stringKey("db.collection.name"), target,
        stringKey("db.operation.name"), operation, stringKey("server.address"),
        system + "." + database + "-prod.svc.cluster.local", longKey("server.port"), (long) port);
    return step(service, SpanKind.CLIENT, scope, operation + " " + target, attributes, micros);
  }

  private static AttributesBuilder message(String topic, String operation) {
    return Attributes.builder().put("messaging.system", "kafka")
        .put("messaging.destination.name", topic).put("messaging.operation.type", operation)
        .put("messaging.operation.name", operation).put("messaging.destination.partition.id", "0")
        .put("messaging.kafka.message.key", "#");
  }

  private static Step step(Service service, SpanKind kind, String scope, String name,
      Attributes attributes, long micros, Step... inside) {
    return new Step(service, kind, AGENT + scope, name, attributes, micros, 0, 1, null,
        List.of(inside));
  }

  private static String path(String route) {
    return route.replaceAll("\\{[a-z]+}", "#");
  }
}
