package app.xquare.trace.instrumentation;

import java.util.List;

/** Asks for variables in the order in which the operator sets them. */
final class EnvironmentOrder {
  /** Variables that any language may get. */
  static final List<String> COMMON = List.of(OperatorNames.NODE_IP, OperatorNames.POD_IP,
      OperatorNames.PROTOCOL, OperatorNames.TRACES, OperatorNames.METRICS, OperatorNames.LOGS,
      OperatorNames.SERVICE_NAME, OperatorNames.ENDPOINT, OperatorNames.POD_NAME,
      OperatorNames.NODE_NAME, OperatorNames.PROPAGATORS, OperatorNames.SAMPLER,
      OperatorNames.SAMPLER_ARG, OperatorNames.RESOURCE_ATTRIBUTES);

  private EnvironmentOrder() {}

  static void fill(EnvironmentPlan plan, LanguageInjection language, Workload workload,
      InjectionOptions options, Findings findings) {
    options.languageEnv().forEach(plan::insert);
    language.early(plan, options);
    plan.prependField(OperatorNames.POD_IP, "status.podIP");
    plan.prependField(OperatorNames.NODE_IP, "status.hostIP");
    options.env().forEach(plan::insert);
    signals(plan, options);
    language.late(plan, options);
    String attributes = plan.originalValue(OperatorNames.RESOURCE_ATTRIBUTES);
    // An application that names itself there would otherwise lose that name.
    if (attributes == null || !ResourceAttributes.keys(attributes).contains("service.name")) {
      plan.insert(OperatorNames.SERVICE_NAME,
          ResourceAttributes.serviceName(workload, plan.container(), options));
    }
    plan.insert(OperatorNames.ENDPOINT, options.endpointOrDefault());
    plan.insertField(OperatorNames.POD_NAME, "metadata.name");
    if (!ResourceAttributes.fixesNodeName(workload, options)) {
      plan.insertField(OperatorNames.NODE_NAME, "spec.nodeName");
    }
    if (!options.propagators().isEmpty()) {
      plan.insert(OperatorNames.PROPAGATORS, String.join(",", options.propagators()));
    }
    sampler(plan, workload, options, findings);
    plan.resourceAttributes(
        ResourceAttributes.of(workload, plan.container(), options, attributes));
  }

  private static void signals(EnvironmentPlan plan, InjectionOptions options) {
    plan.insert(OperatorNames.PROTOCOL, options.protocolOrDefault());
    if (!options.signals().contains("traces")) {
      plan.insert(OperatorNames.TRACES, "none");
    }
    plan.insert(OperatorNames.METRICS, options.signals().contains("metrics") ? "otlp" : "none");
    plan.insert(OperatorNames.LOGS, options.signals().contains("logs") ? "otlp" : "none");
  }

  private static void sampler(EnvironmentPlan plan, Workload workload, InjectionOptions options,
      Findings findings) {
    if (plan.has(OperatorNames.SAMPLER_ARG) && !plan.has(OperatorNames.SAMPLER)
        && !options.override()) {
      findings.warn(FindingCode.SAMPLER_ARGUMENT_ALONE, plan.container().path(workload) + "/env",
          "OTEL_TRACES_SAMPLER_ARG is set without OTEL_TRACES_SAMPLER; neither is touched, and the"
              + " agent's own sampler applies.");
      plan.keep(OperatorNames.SAMPLER_ARG);
      return;
    }
    if (plan.has(OperatorNames.SAMPLER) && !options.override()) {
      plan.insert(OperatorNames.SAMPLER, options.samplerType());
      plan.keep(OperatorNames.SAMPLER_ARG);
      return;
    }
    plan.insert(OperatorNames.SAMPLER, options.samplerType());
    if (options.samplerArgument() != null) {
      plan.insert(OperatorNames.SAMPLER_ARG, options.samplerArgument());
    }
  }
}
