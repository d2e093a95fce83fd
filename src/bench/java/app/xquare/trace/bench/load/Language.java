package app.xquare.trace.bench.load;

import java.util.List;

/** What an agent of a language calls things; the scopes in the order of {@link Library}. */
enum Language {
  JAVA("java", "2.33.1-alpha",
      List.of("io.opentelemetry.tomcat-10.0", "io.opentelemetry.spring-webmvc-6.0",
          "io.opentelemetry.java-http-client", "io.opentelemetry.jdbc",
          "io.opentelemetry.kafka-clients-2.6")),
  NODE("nodejs", "0.215.0",
      List.of("@opentelemetry/instrumentation-http",
          "@opentelemetry/instrumentation-express", "@opentelemetry/instrumentation-undici",
          "@opentelemetry/instrumentation-pg",
          "@opentelemetry/instrumentation-kafkajs")),
  PYTHON("python", "0.64b0",
      List.of("opentelemetry.instrumentation.flask",
          "opentelemetry.instrumentation.celery",
          "opentelemetry.instrumentation.requests",
          "opentelemetry.instrumentation.psycopg2",
          "opentelemetry.instrumentation.kafka"));

  /** What is instrumented. */
  enum Library {
    SERVER,
    FRAMEWORK,
    CLIENT,
    DATABASE,
    MESSAGING
  }

  private final String sdk;
  private final List<byte[]> scopes;

  Language(String sdk, String version, List<String> scopes) {
    this.sdk = sdk;
    this.scopes = scopes.stream().map(name -> new WireBuffer()
        .message(1, new WireBuffer().text(1, name).text(2, version)).toBytes()).toList();
  }

  String sdk() {
    return sdk;
  }

  /** The fields of a {@code ScopeSpans} before its spans. */
  byte[] scope(Library library) {
    return scopes.get(library.ordinal());
  }
}
