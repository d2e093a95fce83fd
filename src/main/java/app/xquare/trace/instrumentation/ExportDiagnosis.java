package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What keeps spans from arriving although the agent is there: check 18. Settings may stand in the
 * template, by injection only in the pods, or in the Instrumentation.
 */
final class ExportDiagnosis {
  private static final Map<Language, String> SPECS = Map.of(Language.JAVA, "java",
      Language.NODEJS, "nodejs", Language.PYTHON, "python", Language.DOTNET, "dotnet", Language.GO,
      "go", Language.APACHE_HTTPD, "apacheHttpd", Language.NGINX, "nginx");
  private static final Pattern GRPC_PORT = Pattern.compile("\\w+://[^/]*:4317(/.*)?");
  private static final Pattern HTTP_PORT = Pattern.compile("\\w+://[^/]*:4318(/.*)?");
  private static final Pattern NOTHING = Pattern.compile("0(\\.0*)?");
  private static final Pattern ISOLATED = Pattern
      .compile("(^|[\\s/])python[0-9.]*\\s+(-[bBdiOPqsSuvx]+\\s+)*-[bBdiOPqsSuvx]*[EI]");

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;

  ExportDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
  }

  void run() {
    String why = reason();
    if (why == null) {
      diagnosis.ok(18, "Nothing that was sent keeps spans from being exported; a NetworkPolicy or"
          + " the collector still may.");
    } else {
      diagnosis.problem(18, DiagnosisCode.EXPORT_MISCONFIGURED, why,
          "Send to port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL to grpc (Java, Node.js); sample"
              + " more than nothing; leave PYTHONPATH alone.");
    }
  }

  private @Nullable String reason() {
    AskedAgents asked = diagnosis.asked();
    List<@Nullable String> reasons = new ArrayList<>();
    asked.languages().forEach((language, value) -> {
      ObjectNode resource = supplied.instrumentation(value, subject.namespace());
      for (ObjectNode container : asked.targets(subject, language)) {
        reasons.add(reason(container, language, settings(container, language, resource)));
      }
    });
    Language only = asked.languages().size() == 1
        ? asked.languages().keySet().iterator().next()
        : null;
    List<Workload> whole = new ArrayList<>(PodDiagnosis.podsOf(subject, supplied));
    if (asked.languages().isEmpty()) {
      // Otherwise the Instrumentation completes the template's settings, as was seen to above.
      whole.add(subject);
    }
    for (Workload one : whole) {
      one.containers().stream().filter(container -> !Targets.isSidecar(container)).forEach(
          container -> reasons.add(reason(container, only, settings(container, only, null))));
    }
    return reasons.stream().filter(reason -> reason != null).findFirst().orElse(null);
  }

  /** The container's own settings before those of the Instrumentation, as the operator has it. */
  private static Map<String, String> settings(ObjectNode container, @Nullable Language language,
      @Nullable ObjectNode resource) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (resource != null) {
      JsonNode spec = resource.path("spec");
      put(settings, OperatorNames.ENDPOINT, spec.at("/exporter/endpoint"));
      put(settings, OperatorNames.SAMPLER, spec.at("/sampler/type"));
      put(settings, OperatorNames.SAMPLER_ARG, spec.at("/sampler/argument"));
      variables(settings, spec.path("env"));
      if (language != null) {
        variables(settings, spec.path(SPECS.getOrDefault(language, "")).path("env"));
      }
    }
    variables(settings, container.path("env"));
    return settings;
  }

  private static void variables(Map<String, String> settings, JsonNode env) {
    env.forEach(one -> put(settings, one.path("name").asString(""), one.path("value")));
  }

  private static void put(Map<String, String> settings, String name, JsonNode value) {
    if (!value.asString("").isEmpty()) {
      settings.put(name, value.asString(""));
    }
  }

  private static @Nullable String reason(ObjectNode container, @Nullable Language language,
      Map<String, String> settings) {
    String name = container.path("name").asString("");
    String endpoint = settings.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        settings.getOrDefault(OperatorNames.ENDPOINT, ""));
    String protocol = settings.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        settings.getOrDefault(OperatorNames.PROTOCOL, ""));
    String sampler = settings.getOrDefault(OperatorNames.SAMPLER, "");
    if (protocol.equals("grpc") && language == Language.PYTHON) {
      return name + " is to send gRPC, which the Python agent's image cannot.";
    }
    if (GRPC_PORT.matcher(endpoint).matches() && !protocol.equals("grpc")) {
      return name + " sends HTTP to port 4317, which takes gRPC.";
    }
    if (HTTP_PORT.matcher(endpoint).matches() && protocol.equals("grpc")) {
      return name + " sends gRPC to port 4318, which takes HTTP.";
    }
    if (settings.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")) {
      return "OTEL_SDK_DISABLED is set in " + name + ".";
    }
    if (settings.getOrDefault("OTEL_JAVAAGENT_ENABLED", "").equalsIgnoreCase("false")) {
      return "OTEL_JAVAAGENT_ENABLED is false in " + name + ".";
    }
    if (settings.getOrDefault(OperatorNames.TRACES, "").equals("none")) {
      return "OTEL_TRACES_EXPORTER is none in " + name + ".";
    }
    if (sampler.endsWith("always_off") || (sampler.endsWith("traceidratio")
        && NOTHING.matcher(settings.getOrDefault(OperatorNames.SAMPLER_ARG, "1")).matches())) {
      return name + " samples nothing.";
    }
    if (language == null || language == Language.PYTHON) {
      List<String> words = new ArrayList<>();
      container.path("command").forEach(word -> words.add(word.asString("")));
      container.path("args").forEach(word -> words.add(word.asString("")));
      if (ISOLATED.matcher(String.join(" ", words)).find()) {
        return name + " starts Python with -E or -I, which ignores PYTHONPATH.";
      }
    }
    return null;
  }
}
