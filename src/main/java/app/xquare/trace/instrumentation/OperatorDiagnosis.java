package app.xquare.trace.instrumentation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the operator's Deployment and its webhook decide: checks 10, 11, 12 and 14. */
final class OperatorDiagnosis {
  private static final Set<Language> OFF_BY_DEFAULT = Set.of(Language.GO, Language.NGINX);
  private static final String WATCH = "WATCH_NAMESPACE";

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final Set<String> arguments = new HashSet<>();

  OperatorDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
  }

  void run() {
    webhook();
    Workload operator = supplied.operator();
    if (operator == null) {
      for (int check : new int[]{10, 12, 14}) {
        diagnosis.unknown(check, "Send the operator's Deployment along.");
      }
      return;
    }
    for (ObjectNode container : operator.containers()) {
      for (String list : List.of("command", "args")) {
        container.path(list).forEach(argument -> arguments.add(argument.asString("")));
      }
    }
    languages();
    reachable(operator);
    scope(operator);
  }

  private void languages() {
    for (Language language : diagnosis.asked().languages().keySet()) {
      String flag = "--enable-" + language.spelling() + "-instrumentation";
      boolean on = arguments.contains(flag) || arguments.contains(flag + "=true");
      if (arguments.contains(flag + "=false") || (OFF_BY_DEFAULT.contains(language) && !on)) {
        diagnosis.problem(10, DiagnosisCode.LANGUAGE_DISABLED,
            "The operator has " + language.spelling() + " switched off.",
            "Start it with " + flag + "=true.");
        return;
      }
    }
    if (arguments.stream().anyMatch(argument -> argument.startsWith("--config-file"))) {
      diagnosis.unknown(10, "The operator's arguments leave the language on, but it reads a"
          + " configuration file too, which may not.");
    } else {
      diagnosis.ok(10, "The operator has the language switched on.");
    }
  }

  private void reachable(Workload operator) {
    JsonNode available = operator.body().at("/status/availableReplicas");
    if (operator.body().has("status") && available.asInt(0) == 0) {
      diagnosis.problem(12, DiagnosisCode.WEBHOOK_UNREACHABLE,
          "The operator has no pod that is available, and pods are admitted without it, silently.",
          "Bring the operator up, then: " + diagnosis.commands().restart());
    } else {
      diagnosis.unknown(12, "Certificates and reachability show only in the cluster: creating an"
          + " Instrumentation fails loudly where pods fail silently. In a private cluster of GKE"
          + " the control plane needs port 9443 of the nodes opened.");
    }
  }

  /** What counts is where the Instrumentation is. */
  private void scope(Workload operator) {
    String watched = "";
    boolean elsewhere = false;
    for (ObjectNode container : operator.containers()) {
      JsonNode env = container.path("env");
      int at = EnvironmentArray.last(env, WATCH);
      if (at >= 0) {
        watched = env.get(at).path("value").asString("");
        elsewhere = env.get(at).hasNonNull("valueFrom");
      }
    }
    for (String argument : arguments) {
      if (argument.startsWith("--watch-namespace=")) {
        watched = argument.substring("--watch-namespace=".length());
      }
    }
    if (watched.isEmpty()) {
      if (elsewhere) {
        diagnosis.unknown(14, WATCH + " of the operator comes from elsewhere (valueFrom).");
      } else {
        diagnosis.ok(14, "The operator watches all namespaces.");
      }
      return;
    }
    List<String> namespaces = List.of(watched.split("\\s*,\\s*", -1));
    Set<String> needed = new HashSet<>();
    diagnosis.asked().languages().values()
        .forEach(value -> add(needed, SuppliedObjects.whereOf(value, subject.namespace())));
    add(needed, subject.namespace());
    if (needed.isEmpty()) {
      diagnosis.unknown(14, "The operator watches some namespaces only; say the workload's by"
          + " `namespace`.");
    } else if (namespaces.containsAll(needed)) {
      diagnosis.ok(14, "The operator watches the namespace.");
    } else {
      diagnosis.problem(14, DiagnosisCode.OPERATOR_SCOPE,
          "The operator watches other namespaces only.",
          "Add the namespace of the workload and of its Instrumentation to " + WATCH + ".");
    }
  }

  private static void add(Set<String> names, @Nullable String name) {
    if (name != null) {
      names.add(name);
    }
  }

  private void webhook() {
    if (!supplied.knows("MutatingWebhookConfiguration")) {
      diagnosis.unknown(11, "Send the MutatingWebhookConfigurations along.");
      return;
    }
    for (ObjectNode configuration : supplied.ofKind("MutatingWebhookConfiguration")) {
      for (ObjectNode webhook : Json.objects(configuration, "webhooks")) {
        if (webhook.path("name").asString("").equals("mpod.kb.io")) {
          webhook(webhook);
          return;
        }
      }
    }
    diagnosis.problem(11, DiagnosisCode.WEBHOOK_MISSING, "There is no webhook mpod.kb.io.",
        "Install the operator with its admission webhooks.");
  }

  private void webhook(ObjectNode webhook) {
    ObjectNode namespace = supplied.namespace(subject.namespace());
    JsonNode podLabels = subject.body().at(subject.templateMetadataPath() + "/labels");
    JsonNode byNamespace = webhook.path("namespaceSelector");
    if (webhook.at("/clientConfig/caBundle").asString("").isEmpty()) {
      diagnosis.problem(11, DiagnosisCode.WEBHOOK_MISSING, "The webhook has no caBundle, so calling"
          + " it fails.", "Let cert-manager or the chart write it.");
    } else if (!LabelSelector.matches(webhook.path("objectSelector"), podLabels)) {
      excluded("these pods");
    } else if (namespace == null && !byNamespace.isEmpty()) {
      diagnosis.unknown(11, "Send the Namespace along: the webhook selects by its labels.");
    } else if (namespace != null && !LabelSelector.matches(byNamespace, labels(namespace))) {
      excluded("this namespace");
    } else {
      diagnosis.ok(11, "The webhook is there and selects these pods.");
    }
  }

  private void excluded(String what) {
    diagnosis.problem(11, DiagnosisCode.SELECTOR_EXCLUDES,
        "The webhook's selectors leave " + what + " out.",
        "Change the webhook's selectors, or the labels.");
  }

  /** The API server gives every namespace its name as a label. */
  private static ObjectNode labels(ObjectNode namespace) {
    ObjectNode labels = namespace.at("/metadata/labels") instanceof ObjectNode own
        ? own.deepCopy()
        : Json.object();
    return labels.put("kubernetes.io/metadata.name", SuppliedObjects.name(namespace));
  }
}
