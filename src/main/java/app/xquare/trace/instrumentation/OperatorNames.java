package app.xquare.trace.instrumentation;

import java.util.Set;

/** Names that the OpenTelemetry operator and we share, so that each recognises the other's work. */
final class OperatorNames {
  static final String PREFIX = "instrumentation.opentelemetry.io/";
  static final String CONTAINER_NAMES = PREFIX + "container-names";
  static final String RESOURCE_PREFIX = "resource.opentelemetry.io/";
  static final String AGENT = "opentelemetry-auto-instrumentation-";
  static final String MOUNT = "/otel-auto-instrumentation-";
  static final String GO_SIDECAR = "opentelemetry-auto-instrumentation";
  static final String GO_TARGET = PREFIX + "otel-go-auto-target-exe";

  static final String RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
  static final String POD_NAME = "OTEL_RESOURCE_ATTRIBUTES_POD_NAME";
  static final String NODE_NAME = "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME";
  static final String POD_IP = "OTEL_POD_IP";
  static final String NODE_IP = "OTEL_NODE_IP";
  static final String SERVICE_NAME = "OTEL_SERVICE_NAME";
  static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
  static final String TRACES = "OTEL_TRACES_EXPORTER";
  static final String METRICS = "OTEL_METRICS_EXPORTER";
  static final String LOGS = "OTEL_LOGS_EXPORTER";
  static final String PROPAGATORS = "OTEL_PROPAGATORS";
  static final String SAMPLER = "OTEL_TRACES_SAMPLER";
  static final String SAMPLER_ARG = "OTEL_TRACES_SAMPLER_ARG";

  /** Init containers by which the operator sees that a pod is instrumented. */
  static final Set<String> INIT_CONTAINERS = Set.of(AGENT + "java", AGENT + "nodejs",
      AGENT + "python", AGENT + "dotnet", "otel-agent-attach-apache",
      "otel-agent-source-container-clone");

  private OperatorNames() {}
}
