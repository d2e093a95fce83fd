package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The operator's {@code Instrumentation} resources, one for each namespace. */
public final class InstrumentationResources {
  private InstrumentationResources() {}

  /** Of a namespace; annotations name it, since {@code "true"} fails where there are two. */
  public static String name(@Nullable String namespace) {
    return "otel-instrumentation-" + namespace;
  }

  /**
   * A resource that sends traces to the collector on the pod's own node, over HTTP, which every agent
   * speaks.
   *
   * @param endpoint another one, or null
   * @throws InvalidOptionException if it is no namespace, or an endpoint that agents cannot use
   */
  public static ObjectNode of(String namespace, @Nullable String endpoint) {
    if (!OptionFields.NAMESPACE.matcher(namespace).matches()) {
      throw new InvalidOptionException("namespaces", namespace, "names of namespaces");
    }
    if (endpoint != null && !InjectionOptions.URL.matcher(endpoint).matches()) {
      throw new InvalidOptionException("endpoint", endpoint.contains("@") ? "" : endpoint,
          InjectionOptions.URL_EXPECTED);
    }
    if (endpoint != null && endpoint.matches("[^/]*//[^/]*:4317(/.*)?")) {
      throw new InvalidOptionException("endpoint", endpoint,
          "a port for OTLP over HTTP, usually 4318; 4317 takes gRPC, which not every agent speaks");
    }
    ObjectNode resource = Json.object().put("apiVersion", "opentelemetry.io/v1alpha1").put("kind",
        "Instrumentation");
    ObjectNode metadata = resource.putObject("metadata").put("name", name(namespace))
        .put("namespace", namespace);
    // Argo CD makes it before the pods that ask for it.
    metadata.putObject("annotations").put("argocd.argoproj.io/sync-wave", "-1");
    ObjectNode spec = resource.putObject("spec");
    spec.putObject("exporter").put("endpoint",
        endpoint == null ? "http://$(OTEL_NODE_IP):4318" : endpoint);
    spec.set("propagators", Json.array(List.of("tracecontext", "baggage")));
    spec.putObject("sampler").put("type", "parentbased_traceidratio").put("argument", "1");
    String environment = namespace.endsWith("-prod")
        ? "prod"
        : namespace.endsWith("-stag") ? "stag" : null;
    if (environment != null) {
      spec.putObject("resource").putObject("resourceAttributes").put("deployment.environment.name",
          environment);
    }
    ArrayNode env = spec.putArray("env");
    env.add(Json.variable(OperatorNames.PROTOCOL, "http/protobuf"));
    env.add(Json.variable(OperatorNames.METRICS, "none"));
    env.add(Json.variable(OperatorNames.LOGS, "none"));
    return resource;
  }
}
