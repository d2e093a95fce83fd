package app.xquare.trace.instrumentation;

import java.util.List;
import java.util.Map;

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
    // What both want to set is merged; otherwise one of the two would be lost.
    for (MergedVariable shared : language.merged(plan.container().name())) {
      String asked = options.env().get(shared.name());
      if (asked != null) {
        plan.insert(shared.name(), asked);
      }
    }
    language.early(plan, options);
    plan.prependField(OperatorNames.POD_IP, "status.podIP");
    plan.prependField(OperatorNames.NODE_IP, "status.hostIP");
    options.env().forEach(plan::insert);
    signals(plan, options);
    language.late(plan, options);
    String attributes = plan.value(OperatorNames.RESOURCE_ATTRIBUTES);
    // An application that names itself there would otherwise lose that name.
    if (attributes == null || !ResourceAttributes.keys(attributes).contains("service.name")) {
      plan.insert(OperatorNames.SERVICE_NAME,
          ResourceAttributes.serviceName(workload, plan.container(), options));
    }
    plan.insert(OperatorNames.ENDPOINT, options.endpointOrDefault());
    boolean early = plan.isReferredTo(OperatorNames.RESOURCE_ATTRIBUTES);
    field(plan, early, OperatorNames.POD_NAME, "metadata.name");
    if (!ResourceAttributes.fixesNodeName(workload, options)) {
      field(plan, early, OperatorNames.NODE_NAME, "spec.nodeName");
    }
    if (!options.propagators().isEmpty()) {
      plan.insert(OperatorNames.PROPAGATORS, String.join(",", options.propagators()));
    }
    sampler(plan, workload, options, findings);
    Map<String, String> computed = ResourceAttributes.of(workload, plan.container(), options,
        attributes);
    derived(plan, computed, workload, options, findings);
    plan.resourceAttributes(computed);
  }

  /** Resource attributes that stay in their place refer to variables that come before it. */
  private static void field(EnvironmentPlan plan, boolean early, String name, String fieldPath) {
    if (early) {
      plan.prependField(name, fieldPath);
    } else {
      plan.insertField(name, fieldPath);
    }
  }

  /** Says which attributes were asked for in vain: what the manifest tells goes before them. */
  private static void derived(EnvironmentPlan plan, Map<String, String> computed, Workload workload,
      InjectionOptions options, Findings findings) {
    options.resourceAttributes().forEach((key, value) -> {
      String used = computed.get(key);
      if (used != null && !used.equals(ResourceAttributes.encoded(value))) {
        findings.warn(FindingCode.CONFLICT_KEPT, plan.container().path(workload), "The attribute "
            + key + " is what the manifest tells, not what `resourceAttributes` says; the pod"
            + " annotation " + OperatorNames.RESOURCE_PREFIX + key + " would go before both.");
      }
    });
  }

  private static void signals(EnvironmentPlan plan, InjectionOptions options) {
    plan.insert(OperatorNames.PROTOCOL, options.protocolOrDefault());
    boolean traces = options.signals().contains("traces");
    // Agents send traces by default, which only a variable of the application could change.
    if (!traces || plan.isSetByApplication(OperatorNames.TRACES)) {
      plan.insert(OperatorNames.TRACES, traces ? "otlp" : "none");
    }
    plan.insert(OperatorNames.METRICS, options.signals().contains("metrics") ? "otlp" : "none");
    plan.insert(OperatorNames.LOGS, options.signals().contains("logs") ? "otlp" : "none");
  }

  private static void sampler(EnvironmentPlan plan, Workload workload, InjectionOptions options,
      Findings findings) {
    boolean sampler = plan.has(OperatorNames.SAMPLER)
        || plan.isSetByApplication(OperatorNames.SAMPLER);
    boolean argument = plan.has(OperatorNames.SAMPLER_ARG)
        || plan.isSetByApplication(OperatorNames.SAMPLER_ARG);
    if (argument && !sampler && !options.override()) {
      findings.warn(FindingCode.SAMPLER_ARGUMENT_ALONE, plan.container().path(workload) + "/env",
          "OTEL_TRACES_SAMPLER_ARG is set without OTEL_TRACES_SAMPLER; neither is touched, and the"
              + " agent's own sampler applies.");
      return;
    }
    plan.insert(OperatorNames.SAMPLER, options.samplerType());
    if (options.samplerArgument() != null && (!sampler || options.override())) {
      plan.insert(OperatorNames.SAMPLER_ARG, options.samplerArgument());
    }
  }
}
