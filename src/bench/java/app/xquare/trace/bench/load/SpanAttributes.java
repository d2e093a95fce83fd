package app.xquare.trace.bench.load;

import java.util.Locale;
import java.util.SplittableRandom;

/** What agents say about a span: today's semantic conventions and those before them. */
final class SpanAttributes {
  private static final int FIELD = 9;
  private static final String[] AGENTS = {
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
      "Mozilla/5.0 (Linux; Android 16; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
      "okhttp/5.1.0"};
  private static final String[] FRAMES = {
      "com.xquare.%s.service.%sService.handle(%sService.java:%d)",
      "org.springframework.aop.framework.CglibAopProxy$DynamicAdvisedInterceptor.intercept(CglibAopProxy.java:%4$d)",
      "org.hibernate.engine.jdbc.internal.ResultSetReturnImpl.extract(ResultSetReturnImpl.java:%4$d)",
      "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:%4$d)",
      "org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:%4$d)"};

  private final SplittableRandom random;
  private String requestId = "";

  SpanAttributes(SplittableRandom random) {
    this.random = random;
  }

  /** Of the trace that is made now. */
  void requestId(String id) {
    requestId = id;
  }

  void server(WireBuffer span, Endpoint endpoint, Pod pod, boolean failed, boolean root) {
    String path = endpoint.route.replace("{id}", Integer.toString(random.nextInt(1_000_000)));
    int status = failed ? 500 : endpoint.method.equals("POST") ? 201 : 200;
    if (!failed && random.nextDouble() < 0.02) {
      status = 404;
    }
    String peer = root ? clientAddress() : "10.42." + random.nextInt(4) + "." + random.nextInt(250);
    if (endpoint.service.stable) {
      span.attribute(FIELD, "http.request.method", endpoint.method);
      span.attribute(FIELD, "url.scheme", "http");
      span.attribute(FIELD, "url.path", path);
      span.attribute(FIELD, "http.route", endpoint.route);
      span.attribute(FIELD, "http.response.status_code", status);
      span.attribute(FIELD, "server.address", endpoint.service.name);
      span.attribute(FIELD, "server.port", 8080);
      span.attribute(FIELD, "client.address", peer);
      span.attribute(FIELD, "network.peer.address", peer);
      span.attribute(FIELD, "network.peer.port", 32_768 + random.nextInt(28_000));
      span.attribute(FIELD, "network.protocol.version", "1.1");
      span.attribute(FIELD, "network.local.address", pod.address());
      span.attribute(FIELD, "network.local.port", 8080);
      if (endpoint.method.equals("GET")) {
        span.attribute(FIELD, "url.query",
            "page=" + random.nextInt(20) + "&size=20&sort=createdAt,desc");
      }
    } else {
      span.attribute(FIELD, "http.method", endpoint.method);
      span.attribute(FIELD, "http.scheme", "http");
      span.attribute(FIELD, "http.target", path);
      span.attribute(FIELD, "http.route", endpoint.route);
      span.attribute(FIELD, "http.status_code", status);
      span.attribute(FIELD, "net.host.name", endpoint.service.name);
      span.attribute(FIELD, "net.host.port", 8080);
      span.attribute(FIELD, "net.sock.peer.addr", peer);
      span.attribute(FIELD, "net.sock.peer.port", 32_768 + random.nextInt(28_000));
      span.attribute(FIELD, "http.flavor", "1.1");
      span.attribute(FIELD, "http.url", "http://" + endpoint.service.name + ":8080" + path);
      span.attribute(FIELD, "http.host", endpoint.service.name + ":8080");
      span.attribute(FIELD, "net.host.ip", pod.address());
      span.attribute(FIELD, "net.transport", "ip_tcp");
      span.attribute(FIELD, "http.status_text", failed ? "INTERNAL SERVER ERROR" : "OK");
    }
    span.attribute(FIELD, "user_agent.original",
        root ? AGENTS[random.nextInt(AGENTS.length)] : "Java-http-client/21.0.8");
    if (root) {
      span.attribute(FIELD, "app.request.id", requestId);
      span.attribute(FIELD, "enduser.id", "user-" + random.nextInt(20_000));
    }
    thread(span, pod.language(), "http-nio-8080-exec-");
  }

  void client(WireBuffer span, Service service, Endpoint target, boolean failed) {
    String path = target.route.replace("{id}", Integer.toString(random.nextInt(1_000_000)));
    String url = "http://" + target.service.name + ":8080" + path;
    int status = failed ? 500 : 200;
    if (service.stable) {
      span.attribute(FIELD, "http.request.method", target.method);
      span.attribute(FIELD, "url.full", url);
      span.attribute(FIELD, "http.response.status_code", status);
      span.attribute(FIELD, "server.address", target.service.name);
      span.attribute(FIELD, "server.port", 8080);
      span.attribute(FIELD, "network.protocol.version", "1.1");
    } else {
      span.attribute(FIELD, "http.method", target.method);
      span.attribute(FIELD, "http.url", url);
      span.attribute(FIELD, "http.status_code", status);
      span.attribute(FIELD, "net.peer.name", target.service.name);
      span.attribute(FIELD, "net.peer.port", 8080);
      span.attribute(FIELD, "http.target", path);
      span.attribute(FIELD, "http.host", target.service.name + ":8080");
      span.attribute(FIELD, "http.flavor", "1.1");
    }
    span.attribute(FIELD, "peer.service", target.service.name);
    thread(span, service.language, "http-nio-8080-exec-");
  }

  void query(WireBuffer span, Service service, Endpoint.Step.Query query) {
    String host = service.name.substring(0, service.name.indexOf('-')) + "-db";
    int port = service.database.equals("mysql") ? 3306 : 5432;
    if (service.stable) {
      span.attribute(FIELD, "db.system.name", service.database);
      span.attribute(FIELD, "db.namespace", "xquare");
      span.attribute(FIELD, "db.query.text", query.statement());
      span.attribute(FIELD, "db.operation.name", query.operation());
      span.attribute(FIELD, "db.collection.name", query.table());
      span.attribute(FIELD, "db.query.summary", query.operation() + " " + query.table());
      span.attribute(FIELD, "db.client.connection.pool.name", "HikariPool-1");
      span.attribute(FIELD, "server.address", host);
      span.attribute(FIELD, "server.port", port);
    } else {
      span.attribute(FIELD, "db.system", service.database);
      span.attribute(FIELD, "db.name", "xquare");
      span.attribute(FIELD, "db.user", "app");
      span.attribute(FIELD, "db.connection_string", service.database + "://" + host + ":" + port);
      span.attribute(FIELD, "db.statement", query.statement());
      span.attribute(FIELD, "db.operation", query.operation());
      span.attribute(FIELD, "db.sql.table", query.table());
      span.attribute(FIELD, "net.peer.name", host);
      span.attribute(FIELD, "net.peer.port", port);
      span.attribute(FIELD, "net.transport", "ip_tcp");
    }
    thread(span, service.language, "http-nio-8080-exec-");
  }

  void internal(WireBuffer span, Endpoint endpoint) {
    if (endpoint.service.language == Language.NODE) {
      span.attribute(FIELD, "http.route", endpoint.route);
      span.attribute(FIELD, "express.name", endpoint.route);
      span.attribute(FIELD, "express.type", "request_handler");
    } else {
      span.attribute(FIELD, "code.function.name", "com.xquare.web.Controller.handle");
      thread(span, endpoint.service.language, "http-nio-8080-exec-");
    }
  }

  void internal(WireBuffer span, Endpoint.Step.Internal step) {
    span.attribute(FIELD, "code.function.name", step.name());
    span.attribute(FIELD, "app.items", random.nextInt(50));
  }

  void producer(WireBuffer span, Endpoint.Step.Publish publish) {
    messaging(span, publish.topic(), "publish");
    span.attribute(FIELD, "messaging.client.id", "producer-1");
  }

  void consumer(WireBuffer span, Endpoint endpoint) {
    messaging(span, endpoint.route, "process");
    span.attribute(FIELD, "messaging.kafka.consumer.group", endpoint.service.name);
    span.attribute(FIELD, "messaging.message.body.size", 100 + random.nextInt(900));
    thread(span, endpoint.service.language, "kafka-listener-0-C-");
  }

  private void messaging(WireBuffer span, String topic, String operation) {
    span.attribute(FIELD, "messaging.system", "kafka");
    span.attribute(FIELD, "messaging.destination.name", topic);
    span.attribute(FIELD, "messaging.operation", operation);
    span.attribute(FIELD, "messaging.destination.partition.id",
        Integer.toString(random.nextInt(12)));
    span.attribute(FIELD, "messaging.kafka.message.offset", random.nextInt(10_000_000));
  }

  void exception(WireBuffer span, Language language, long time) {
    WireBuffer event = new WireBuffer().fixed64(1, time).text(2, "exception");
    String type = language == Language.JAVA
        ? "java.sql.SQLTransientConnectionException"
        : language == Language.NODE ? "ConnectionError" : "psycopg2.OperationalError";
    String message = "connection is not available, request timed out after "
        + (1_000 + random.nextInt(30_000)) + "ms";
    event.attribute(3, "exception.type", type);
    event.attribute(3, "exception.message", message);
    StringBuilder trace = new StringBuilder(type).append(": ").append(message);
    int frames = language == Language.JAVA ? 60 : 12;
    for (int i = 0; i < frames; i++) {
      trace.append("\n\tat ")
          .append(String.format(Locale.ROOT, FRAMES[random.nextInt(FRAMES.length)], "order",
              "Order", "Order", 20 + random.nextInt(600)));
    }
    event.attribute(3, "exception.stacktrace", trace.toString());
    span.message(11, event);
  }

  private void thread(WireBuffer span, Language language, String prefix) {
    if (language == Language.JAVA) {
      int thread = random.nextInt(10);
      span.attribute(FIELD, "thread.id", 40 + thread);
      span.attribute(FIELD, "thread.name", prefix + (thread + 1));
    }
  }

  private String clientAddress() {
    return "211." + (100 + random.nextInt(100)) + "." + random.nextInt(256) + "."
        + random.nextInt(256);
  }
}
