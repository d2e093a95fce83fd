package app.xquare.trace.bench.load;

/** What an agent of a language calls things. */
enum Language {
  JAVA("java", "2.33.1-alpha"),
  NODE("nodejs", "0.215.0"),
  PYTHON("python", "0.64b0");

  /** What is instrumented. */
  enum Library {
    SERVER,
    FRAMEWORK,
    CLIENT,
    DATABASE,
    MESSAGING
  }

  private final String sdk;
  private final String version;

  Language(String sdk, String version) {
    this.sdk = sdk;
    this.version = version;
  }

  String sdk() {
    return sdk;
  }

  /** The fields of a {@code ScopeSpans} before its spans. */
  byte[] scope(Library library) {
    String name = switch (this) {
      case JAVA -> "io.opentelemetry." + switch (library) {
        case SERVER -> "tomcat-10.0";
        case FRAMEWORK -> "spring-webmvc-6.0";
        case CLIENT -> "java-http-client";
        case DATABASE -> "jdbc";
        case MESSAGING -> "kafka-clients-2.6";
      };
      case NODE -> "@opentelemetry/instrumentation-" + switch (library) {
        case SERVER -> "http";
        case FRAMEWORK -> "express";
        case CLIENT -> "undici";
        case DATABASE -> "pg";
        case MESSAGING -> "kafkajs";
      };
      case PYTHON -> "opentelemetry.instrumentation." + switch (library) {
        case SERVER -> "flask";
        case FRAMEWORK -> "celery";
        case CLIENT -> "requests";
        case DATABASE -> "psycopg2";
        case MESSAGING -> "kafka";
      };
    };
    return new WireBuffer().message(1, new WireBuffer().text(1, name).text(2, version)).toBytes();
  }
}
