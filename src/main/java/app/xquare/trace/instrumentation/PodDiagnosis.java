package app.xquare.trace.instrumentation;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What pods of the workload decide: checks 5, 13, 16, 17 and 18. */
final class PodDiagnosis {
  private static final String PROBE = "xq-probe-";

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final List<Workload> pods;

  PodDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.pods = supplied.podsOf(subject).stream().filter(pod -> !pod.name().startsWith(PROBE))
        .toList();
  }

  void run() {
    age();
    operatorAge();
    probe();
    initContainers();
    export();
  }

  private String restart() {
    return diagnosis.kubectl() + " rollout restart " + diagnosis.object();
  }

  private void age() {
    if (pods.isEmpty() || (subject.kind() == Workload.Kind.POD
        && supplied.ofKind("Instrumentation").isEmpty())) {
      diagnosis.unknown(5, "Send the pods and the Instrumentations along.");
      return;
    }
    for (Workload pod : pods) {
      Map<Language, String> wanted = InjectionDiagnosis.asked(subject.podAnnotations());
      if (!InjectionDiagnosis.asked(pod.podAnnotations()).equals(wanted)) {
        diagnosis.problem(5, DiagnosisCode.RESTART_NEEDED,
            "The pod " + pod.name() + " was made before the annotation.", restart());
        return;
      }
      for (ObjectNode resource : supplied.ofKind("Instrumentation")) {
        if (isAfter(created(resource), created(pod.body())) && EarlierInjection.of(pod) == null) {
          diagnosis.problem(5, DiagnosisCode.RESTART_NEEDED, "The pod " + pod.name()
              + " is older than the Instrumentation; the operator acts only when pods are made.",
              restart());
          return;
        }
      }
    }
    diagnosis.ok(5, "The pods are younger than what asks for their agent.");
  }

  private void operatorAge() {
    Workload operator = supplied.operator();
    if (operator == null || pods.isEmpty()) {
      diagnosis.unknown(13, "Send the operator's Deployment and the pods along.");
      return;
    }
    for (Workload pod : pods) {
      if (isAfter(created(operator.body()), created(pod.body()))) {
        diagnosis.problem(13, DiagnosisCode.RESTART_NEEDED,
            "The operator was installed after the pod " + pod.name() + " was made.", restart());
        return;
      }
    }
    diagnosis.ok(13, "The operator was there before the pods.");
  }

  private static @Nullable Instant created(ObjectNode object) {
    try {
      return Instant.parse(object.at("/metadata/creationTimestamp").asString(""));
    } catch (DateTimeParseException unknown) {
      return null;
    }
  }

  private static boolean isAfter(@Nullable Instant one, @Nullable Instant other) {
    return one != null && other != null && one.isAfter(other);
  }

  private void probe() {
    List<Workload> probes = supplied.podsOf(subject).stream()
        .filter(pod -> pod.name().startsWith(PROBE)).toList();
    if (probes.isEmpty()) {
      diagnosis.unknown(16,
          "The decisive one: make a pod with a dry run, and send what comes back.");
    } else if (EarlierInjection.of(probes.getFirst()) == null) {
      diagnosis.problem(16, DiagnosisCode.DOES_NOT_INJECT,
          "A pod made by a dry run came back without an agent.",
          "The reason is in the other checks, or in the operator's log.");
    } else {
      diagnosis.ok(16, "A pod made by a dry run came back with an agent.");
    }
  }

  private void initContainers() {
    if (pods.stream().noneMatch(pod -> pod.body().has("status"))) {
      diagnosis.unknown(17, "Send the pods along, with their status.");
      return;
    }
    for (Workload pod : pods) {
      for (JsonNode status : pod.body().at("/status/initContainerStatuses")) {
        String name = status.path("name").asString("");
        String waiting = status.at("/state/waiting/reason").asString("");
        int exit = status.at("/state/terminated/exitCode").asInt(0);
        boolean failing = exit != 0
            || (!waiting.isEmpty() && !waiting.equals("PodInitializing"));
        if (OperatorNames.INIT_CONTAINERS.contains(name) && failing) {
          diagnosis.problem(17, DiagnosisCode.INIT_FAILED,
              "The init container " + name + " of " + pod.name() + " fails: "
                  + (waiting.isEmpty() ? "exit code " + exit : InjectionDiagnosis.safe(waiting))
                  + ".",
              diagnosis.kubectl() + " logs " + InjectionDiagnosis.safe(pod.name()) + " -c " + name
                  + "; an image that cannot be pulled needs a mirror, a pod that may not be root an"
                  + " initContainerSecurityContext");
          return;
        }
      }
    }
    diagnosis.ok(17, "No agent's init container fails.");
  }

  /** Variables may stand in the template or, by injection, only in the pods. */
  private void export() {
    String why = misconfigured(subject);
    for (Workload pod : pods) {
      why = why == null ? misconfigured(pod) : why;
    }
    for (ObjectNode resource : supplied.instrumentations(subject.namespace())) {
      String endpoint = resource.at("/spec/exporter/endpoint").asString("");
      boolean grpc = resource.at("/spec/env").toString().contains("\"grpc\"");
      if (why == null && endpoint.replaceFirst("/+$", "").endsWith(":4317") && !grpc) {
        why = "The Instrumentation " + SuppliedObjects.name(resource)
            + " sends to port 4317, which takes gRPC, but the agents of today speak HTTP.";
      }
    }
    if (why == null) {
      diagnosis.ok(18, "Nothing that was sent keeps spans from being exported; a NetworkPolicy or"
          + " the collector still may.");
    } else {
      diagnosis.problem(18, DiagnosisCode.EXPORT_MISCONFIGURED, why,
          "Send to port 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL to grpc (Java, Node.js); sample"
              + " more than nothing; leave PYTHONPATH alone.");
    }
  }

  private static @Nullable String misconfigured(Workload workload) {
    for (ObjectNode container : workload.containers()) {
      String endpoint = value(container, OperatorNames.ENDPOINT).replaceFirst("/+$", "");
      String protocol = value(container, OperatorNames.PROTOCOL);
      String name = container.path("name").asString("");
      if (endpoint.endsWith(":4317") && !protocol.equals("grpc")) {
        return name + " sends HTTP to port 4317, which takes gRPC.";
      }
      if (endpoint.endsWith(":4318") && protocol.equals("grpc")) {
        return name + " sends gRPC to port 4318, which takes HTTP.";
      }
      if (value(container, "OTEL_SDK_DISABLED").equalsIgnoreCase("true")) {
        return "OTEL_SDK_DISABLED is set in " + name + ".";
      }
      if (value(container, OperatorNames.TRACES).equals("none")) {
        return "OTEL_TRACES_EXPORTER is none in " + name + ".";
      }
      String sampler = value(container, OperatorNames.SAMPLER);
      if (sampler.endsWith("always_off") || (sampler.endsWith("traceidratio")
          && value(container, OperatorNames.SAMPLER_ARG).matches("0(\\.0*)?"))) {
        return name + " samples nothing.";
      }
      if (container.path("command").toString().matches(".*python[0-9.]*\",\"-[EI]+\".*")) {
        return name + " starts Python with -E or -I, which ignores PYTHONPATH.";
      }
    }
    return null;
  }

  private static String value(ObjectNode container, String name) {
    int at = EnvironmentArray.last(container.get("env"), name);
    return at < 0 ? "" : container.path("env").get(at).path("value").asString("");
  }
}
