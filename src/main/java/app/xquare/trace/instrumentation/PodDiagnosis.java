package app.xquare.trace.instrumentation;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What pods of the workload decide: checks 5, 13, 16 and 17. */
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
    this.pods = podsOf(subject, supplied);
  }

  /** Without the probe, which only a dry run made. */
  static List<Workload> podsOf(Workload subject, SuppliedObjects supplied) {
    return supplied.podsOf(subject).stream().filter(pod -> !pod.name().startsWith(PROBE)).toList();
  }

  void run() {
    age();
    operatorAge();
    probe();
    initContainers();
  }

  private void age() {
    Map<Language, String> wanted = diagnosis.asked().languages();
    if (wanted.isEmpty() || diagnosis.asked().isMisplaced()) {
      diagnosis.ok(5, "Annotating the template will make new pods by itself.");
      return;
    }
    if (pods.isEmpty()) {
      diagnosis.unknown(5, "Send the pods along.");
      return;
    }
    String unknown = null;
    for (Workload pod : pods) {
      if (!new AskedAgents(pod.podAnnotations(), diagnosis.asked().namespace(), false).languages()
          .equals(wanted)) {
        restart(5, "The pod " + pod.name() + " was made before the annotation.");
        return;
      }
      for (String value : wanted.values()) {
        ObjectNode resource = supplied.instrumentation(value, subject.namespace());
        Instant made = created(pod.body());
        Instant resourceMade = resource == null ? null : created(resource);
        if (EarlierInjection.of(pod) != null) {
          continue;
        }
        if (made == null || resourceMade == null) {
          unknown = "Send the Instrumentation along: the pod " + pod.name()
              + " has no agent, and may"
              + " be older.";
        } else if (resourceMade.isAfter(made)) {
          restart(5, "The pod " + pod.name()
              + " is older than the Instrumentation; the operator acts only when pods are made.");
          return;
        }
      }
    }
    if (unknown == null) {
      diagnosis.ok(5, "The pods are younger than what asks for their agent.");
    } else {
      diagnosis.unknown(5, unknown);
    }
  }

  private void restart(int check, String why) {
    diagnosis.problem(check, DiagnosisCode.RESTART_NEEDED, why, diagnosis.commands().restart());
  }

  private void operatorAge() {
    Workload operator = supplied.operator();
    if (operator == null || pods.isEmpty()) {
      diagnosis.unknown(13, "Send the operator's Deployment and the pods along.");
      return;
    }
    Instant installed = created(operator.body());
    for (Workload pod : pods) {
      Instant made = created(pod.body());
      if (made == null || installed == null) {
        diagnosis.unknown(13, "Send them as the cluster has them, with their creationTimestamp.");
        return;
      }
      if (installed.isAfter(made)) {
        restart(13, "The operator was installed after the pod " + pod.name() + " was made.");
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

  private void probe() {
    List<Workload> probes = supplied.podsOf(subject).stream()
        .filter(pod -> pod.name().startsWith(PROBE)).toList();
    if (probes.isEmpty()) {
      diagnosis.unknown(16,
          "The decisive one: make a pod with a dry run, and send what comes back.");
    } else if (EarlierInjection.of(probes.getFirst()) == null) {
      Workload operator = supplied.operator();
      String where = operator == null ? null : operator.namespace();
      diagnosis.problem(16, DiagnosisCode.DOES_NOT_INJECT,
          "A pod made by a dry run came back without an agent.",
          "The reason is in the other checks, or in the operator's log: "
              + DiagnosisCommands.log(where == null ? "OPERATOR_NAMESPACE" : where));
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
                  + (waiting.isEmpty() ? "exit code " + exit : Commands.safe(waiting))
                  + ".",
              diagnosis.commands().kubectl() + " logs " + Commands.safe(pod.name())
                  + " -c " + name
                  + "; an image that cannot be pulled needs a mirror, a pod that may"
                  + " not be root an initContainerSecurityContext");
          return;
        }
      }
    }
    diagnosis.ok(17, "No agent's init container fails.");
  }
}
