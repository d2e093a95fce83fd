package app.xquare.trace.instrumentation;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What about a pod may make its agent fail or say nothing. */
final class PodAdvice {
  private static final List<String> ELSEWHERE = List.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
      "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");
  private static final Map<String, String> SWITCHES = new TreeMap<>(
      Map.of("OTEL_SDK_DISABLED", "true", "OTEL_JAVAAGENT_ENABLED", "false"));

  private final Workload workload;
  private final InjectionOptions options;
  private final Findings findings;

  private PodAdvice(Workload workload, InjectionOptions options, Findings findings) {
    this.workload = workload;
    this.options = options;
    this.findings = findings;
  }

  static void give(Workload workload, List<Container> targets, InjectionOptions options,
      boolean copiesAgent, Findings findings) {
    PodAdvice advice = new PodAdvice(workload, options, findings);
    advice.windows();
    advice.otherLanguages();
    for (Container target : targets) {
      advice.export(target);
      if (copiesAgent) {
        advice.storage(target);
        advice.restrictedProfile(target);
        advice.platform(target);
      }
    }
    if (copiesAgent) {
      advice.initResources();
    }
    if (workload.namespace() == null) {
      findings.warn(FindingCode.NAMESPACE_UNKNOWN, "/metadata",
          "Neither the manifest nor the request says the namespace, so resource attributes go"
              + " without it; give `namespace`.");
    }
  }

  private void windows() {
    JsonNode spec = workload.podSpec();
    boolean windows = spec.at("/os/name").asString("").equals("windows")
        || spec.path("nodeSelector").path("kubernetes.io/os").asString("").equals("windows")
        || spec.path("nodeSelector").path("beta.kubernetes.io/os").asString("").equals("windows");
    for (JsonNode term : spec.at(
        "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms")) {
      for (JsonNode expression : term.path("matchExpressions")) {
        windows |= expression.path("key").asString("").equals("kubernetes.io/os")
            && expression.path("operator").asString("").equals("In")
            && expression.path("values").toString().equals("[\"windows\"]");
      }
    }
    if (windows) {
      findings.refuse(FindingCode.WINDOWS, workload.podPath(),
          "The pod runs on Windows; these agents are for Linux.");
    }
  }

  /** Another language's agent in the same container. */
  private void otherLanguages() {
    Map<String, String> annotations = workload.podAnnotations();
    String path = workload.templateMetadataPath() + "/annotations";
    for (Language language : Language.values()) {
      String value = annotations.getOrDefault(language.annotation(), "false");
      if (value.equals("false")) {
        continue;
      }
      if (language == options.language()) {
        findings.warn(FindingCode.OPERATOR_ANNOTATION_PRESENT, path,
            "The operator is asked for the same agent by annotation; it will leave the pod alone,"
                + " because it finds this one.");
      } else if (!options.force()) {
        findings.refuse(FindingCode.TWO_LANGUAGES, path, "The operator is asked for "
            + language.spelling() + " in this pod; `force` adds "
            + options.language().spelling() + " nevertheless.");
      }
    }
  }

  private void export(Container target) {
    String endpoint = value(target, OperatorNames.ENDPOINT, options.endpointOrDefault());
    String protocol = value(target, OperatorNames.PROTOCOL, options.protocolOrDefault());
    String path = target.path(workload) + "/env";
    String trimmed = endpoint.replaceFirst("/+$", "");
    if ((trimmed.endsWith(":4317") && protocol.startsWith("http"))
        || (trimmed.endsWith(":4318") && protocol.equals("grpc"))) {
      findings.warn(FindingCode.PORT_PROTOCOL_MISMATCH, path,
          "By convention port 4317 takes gRPC and 4318 HTTP; endpoint and protocol disagree, so"
              + " nothing may arrive.");
    }
    stopped(target, path);
    boolean hostNetwork = workload.podSpec().path("hostNetwork").asBoolean(false);
    String policy = workload.podSpec().path("dnsPolicy").asString("ClusterFirst");
    if (hostNetwork && policy.equals("ClusterFirst") && isServiceName(endpoint)) {
      findings.warn(FindingCode.HOST_NETWORK_DNS, workload.podPath() + "/dnsPolicy",
          "With the host's network the pod does not resolve names of services; it needs"
              + " ClusterFirstWithHostNet, or the node's address as endpoint.");
    }
  }

  /** Settings of the application that lead its spans elsewhere, or nowhere. */
  private void stopped(Container target, String path) {
    for (String name : ELSEWHERE) {
      int at = EnvironmentArray.last(target.body().get("env"), name);
      if (at >= 0) {
        findings.warn(FindingCode.CONFLICT_KEPT, path + "/" + at,
            name + " is set by the application, goes before ours, and stays.");
      }
    }
    SWITCHES.forEach((name, off) -> {
      int at = EnvironmentArray.last(target.body().get("env"), name);
      if (at >= 0 && off.equalsIgnoreCase(Json.text(target.body().get("env").get(at), "value"))) {
        findings.warn(FindingCode.CONFLICT_KEPT, path + "/" + at,
            name + " switches the agent off, and stays: no spans will come.");
      }
    });
  }

  private static boolean isServiceName(String endpoint) {
    if (endpoint.contains("$(")) {
      return false;
    }
    try {
      String host = URI.create(endpoint).getHost();
      return host != null && !host.matches("[0-9.]+|\\[.*]|localhost");
    } catch (IllegalArgumentException notAUrl) {
      return false;
    }
  }

  private String value(Container target, String name, String wanted) {
    int at = EnvironmentArray.last(target.body().get("env"), name);
    if (at < 0 || options.override()) {
      return wanted;
    }
    String value = Json.text(target.body().get("env").get(at), "value");
    return value == null ? wanted : value;
  }

  private void storage(Container target) {
    if (target.body().at("/resources/limits").has("ephemeral-storage")) {
      findings.warn(FindingCode.EPHEMERAL_STORAGE_LIMIT,
          target.path(workload) + "/resources/limits/ephemeral-storage",
          "The agent's volume counts against this limit; a pod over it is evicted. Leave room for "
              + options.volumeSizeLimit() + ".");
    }
  }

  private void restrictedProfile(Container target) {
    JsonNode own = target.body().path("securityContext");
    JsonNode pod = workload.podSpec().path("securityContext");
    boolean careful = pod.has("seccompProfile") || pod.path("runAsNonRoot").asBoolean(false)
        || own.has("capabilities");
    boolean complete = own.path("allowPrivilegeEscalation").isBoolean()
        && own.at("/capabilities/drop").toString().contains("ALL");
    if (careful && !complete && options.initSecurityContext() == null) {
      findings.info(FindingCode.RESTRICTED_PROFILE, target.path(workload) + "/securityContext",
          "If the namespace enforces the restricted pod security level, the init container needs a"
              + " whole security context: allowPrivilegeEscalation false, capabilities drop ALL,"
              + " runAsNonRoot, seccompProfile; give it by `initSecurityContext`.");
    }
  }

  private void platform(Container target) {
    boolean matters = options.language() == Language.PYTHON
        || options.language() == Language.DOTNET;
    if (matters && options.platform() == InjectionOptions.Platform.GLIBC
        && target.image().contains("alpine")) {
      findings.warn(FindingCode.PLATFORM_UNKNOWN, target.path(workload) + "/image",
          "The image's name says alpine; if its C library is musl, ask for `platform` musl.");
    }
  }

  private void initResources() {
    ObjectNode asked = options.initResources();
    if (asked == null) {
      return;
    }
    Quantity memory = Quantity.of(asked.at("/limits/memory").asString(""));
    if (memory != null && memory.bytes() < 256L << 20) {
      findings.warn(FindingCode.RESOURCE_LIMIT_SMALL, null,
          "The init container copies some hundred megabytes; below 256Mi it may be killed.");
    }
  }
}
