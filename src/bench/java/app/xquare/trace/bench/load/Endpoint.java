package app.xquare.trace.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Something a service does when it is called or gets a message, and what that takes. */
final class Endpoint {
  /** One step of it. */
  sealed interface Step {
    /** A piece of its own work that is instrumented. */
    record Internal(String name) implements Step {}

    /** @param times how often it is done, one after the other */
    record Query(String operation, String table, String statement, int times) implements Step {}

    record Call(Endpoint target) implements Step {}

    record Publish(String topic, Endpoint consumer) implements Step {}
  }

  final Service service;
  final String method;
  /** A route such as {@code /orders/{id}}, or the topic it consumes. */
  final String route;
  final List<Step> steps = new ArrayList<>();
  final double medianMicros;

  Endpoint(Service service, String method, String route, double medianMicros) {
    this.service = service;
    this.method = method;
    this.route = route;
    this.medianMicros = medianMicros;
  }

  boolean isConsumer() {
    return method.isEmpty();
  }

  String operation() {
    return isConsumer() ? route + " process" : method + " " + route;
  }
}
