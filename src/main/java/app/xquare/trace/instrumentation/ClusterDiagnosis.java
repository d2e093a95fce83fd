package app.xquare.trace.instrumentation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What other objects of the cluster decide: checks 3, 4, 6, 10, 11, 12, 14 and 15. */
final class ClusterDiagnosis {
  private static final Set<Language> OFF_BY_DEFAULT = Set.of(Language.GO, Language.NGINX);

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final Map<Language, String> asked;

  ClusterDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.asked = InjectionDiagnosis.asked(subject.podAnnotations());
  }

  void run() {
    resources();
    namespaceAnnotation();
    operator();
    webhook();
    tls();
  }

  private void resources() {
    boolean known = !supplied.ofKind("Instrumentation").isEmpty();
    String missing = null;
    int inNamespace = supplied.instrumentations(subject.namespace()).size();
    boolean byTrue = false;
    for (String value : asked.values()) {
      byTrue |= value.equals("true");
      missing = value.equals("true") || resource(value) != null ? missing : value;
    }
    if (!known) {
      diagnosis.unknown(3, "Send the Instrumentations along.");
      diagnosis.unknown(4, "Send the Instrumentations along.");
      return;
    }
    if (missing == null) {
      diagnosis.ok(3, "No Instrumentation is named that is not there.");
    } else {
      diagnosis.problem(3, DiagnosisCode.CR_NOT_FOUND,
          "There is no Instrumentation " + missing + " as seen from " + subject.namespace()
              + "; without a slash it must be in the pod's own namespace.",
          "Create it there, or name it as NAMESPACE/NAME.");
    }
    if (!byTrue || inNamespace == 1) {
      diagnosis.ok(4, "It is clear which Instrumentation is meant.");
    } else if (inNamespace == 0) {
      diagnosis.problem(4, DiagnosisCode.NO_CR,
          "\"true\" means the one Instrumentation of the namespace, but it has none.",
          "Create it: GET instrumentations gives it.");
    } else {
      diagnosis.problem(4, DiagnosisCode.MULTIPLE_CRS,
          "\"true\" means the one Instrumentation of the namespace, but it has " + inNamespace
              + ".",
          "Name the one that is meant.");
    }
  }

  private @Nullable ObjectNode resource(String value) {
    int slash = value.indexOf('/');
    String namespace = slash < 0 ? subject.namespace() : value.substring(0, slash);
    String name = value.substring(slash + 1);
    return supplied.instrumentations(namespace).stream()
        .filter(one -> SuppliedObjects.name(one).equals(name)).findFirst().orElse(null);
  }

  private void namespaceAnnotation() {
    ObjectNode namespace = supplied.namespace(subject.namespace());
    if (namespace == null) {
      diagnosis.unknown(6, "Send the Namespace along.");
      return;
    }
    for (Language language : Language.values()) {
      String outer = namespace.at("/metadata/annotations").path(language.annotation()).asString("");
      String inner = subject.podAnnotations().getOrDefault(language.annotation(), "");
      // A pod's "true" only means: as the namespace says, unless that says no.
      boolean replaced = inner.equals("true") && !outer.isEmpty() && !outer.equals("true")
          && !outer.equals("false");
      if (replaced) {
        diagnosis.problem(6, DiagnosisCode.NAMESPACE_OVERRIDES,
            "The namespace names " + outer + ", which takes the place of the pod's \"true\".",
            "Name the Instrumentation in the pod's annotation.");
        return;
      }
    }
    diagnosis.ok(6, "The namespace's annotations change nothing.");
  }

  private void operator() {
    Workload operator = supplied.operator();
    if (operator == null) {
      for (int check : new int[]{10, 12, 14}) {
        diagnosis.unknown(check, "Send the operator's Deployment along.");
      }
      return;
    }
    Set<String> arguments = new HashSet<>();
    String watched = "";
    for (ObjectNode container : operator.containers()) {
      container.path("args").forEach(argument -> arguments.add(argument.asString("")));
      int at = EnvironmentArray.last(container.get("env"), "WATCH_NAMESPACE");
      watched = at < 0
          ? watched
          : container.path("env").get(at).path("value").asString("");
    }
    for (String argument : arguments) {
      watched = argument.startsWith("--watch-namespace=")
          ? argument.substring("--watch-namespace=".length())
          : watched;
    }
    languages(arguments);
    JsonNode available = operator.body().at("/status/availableReplicas");
    if (operator.body().has("status") && available.asInt(0) == 0) {
      diagnosis.problem(12, DiagnosisCode.WEBHOOK_UNREACHABLE,
          "The operator has no pod that is available, and pods are admitted without it, silently.",
          "Bring the operator up, then restart the workload.");
    } else {
      diagnosis.unknown(12, "Certificates and reachability show only in the cluster: creating an"
          + " Instrumentation fails loudly where pods fail silently.");
    }
    boolean excluded = !watched.isEmpty() && subject.namespace() != null
        && !List.of(watched.split(",", -1)).contains(subject.namespace());
    if (excluded) {
      diagnosis.problem(14, DiagnosisCode.OPERATOR_SCOPE,
          "The operator watches other namespaces only.", "Add this one to WATCH_NAMESPACE.");
    } else {
      diagnosis.ok(14, "The operator watches the namespace.");
    }
  }

  private void languages(Set<String> arguments) {
    for (Language language : asked.keySet()) {
      String flag = "--enable-" + language.spelling() + "-instrumentation";
      boolean off = arguments.contains(flag + "=false") || (OFF_BY_DEFAULT.contains(language)
          && !arguments.contains(flag) && !arguments.contains(flag + "=true"));
      if (off) {
        diagnosis.problem(10, DiagnosisCode.LANGUAGE_DISABLED,
            "The operator has " + language.spelling() + " switched off.",
            "Start it with " + flag + "=true.");
        return;
      }
    }
    diagnosis.ok(10, "The operator has the language switched on.");
  }

  private void webhook() {
    List<ObjectNode> configurations = supplied.ofKind("MutatingWebhookConfiguration");
    if (configurations.isEmpty()) {
      diagnosis.unknown(11, "Send the MutatingWebhookConfigurations along.");
      return;
    }
    for (ObjectNode configuration : configurations) {
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
    ObjectNode labels = namespace != null
        && namespace.at("/metadata/labels") instanceof ObjectNode own
            ? own.deepCopy()
            : Json.object();
    labels.put("kubernetes.io/metadata.name", String.valueOf(subject.namespace()));
    JsonNode podLabels = subject.body().at(subject.templateMetadataPath() + "/labels");
    if (webhook.at("/clientConfig/caBundle").asString("").isEmpty()) {
      diagnosis.problem(11, DiagnosisCode.WEBHOOK_MISSING, "The webhook has no caBundle, so calling"
          + " it fails.", "Let cert-manager or the chart write it.");
    } else if (!LabelSelector.matches(webhook.path("namespaceSelector"), labels)
        || !LabelSelector.matches(webhook.path("objectSelector"), podLabels)) {
      diagnosis.problem(11, DiagnosisCode.SELECTOR_EXCLUDES,
          "The webhook's selectors leave this namespace or these pods out.",
          "Change the selectors, or the labels.");
    } else if (namespace == null && webhook.path("namespaceSelector").size() > 0) {
      diagnosis.unknown(11, "Send the Namespace along: the webhook selects by its labels.");
    } else {
      diagnosis.ok(11, "The webhook is there and selects these pods.");
    }
  }

  private void tls() {
    Set<String> wanted = new HashSet<>();
    for (String value : asked.values()) {
      ObjectNode resource = value.equals("true")
          ? supplied.instrumentations(subject.namespace()).stream().findFirst().orElse(null)
          : resource(value);
      if (resource != null) {
        JsonNode tls = resource.at("/spec/exporter/tls");
        add(wanted, "Secret ", tls.path("secretName"));
        add(wanted, "ConfigMap ", tls.path("configMapName"));
      }
    }
    if (supplied.ofKind("Instrumentation").isEmpty()) {
      diagnosis.unknown(15, "Send the Instrumentations along.");
      return;
    }
    boolean known = !supplied.ofKind("Secret").isEmpty() || !supplied.ofKind("ConfigMap").isEmpty();
    for (String one : wanted) {
      String kind = one.substring(0, one.indexOf(' '));
      String name = one.substring(one.indexOf(' ') + 1);
      if (!known) {
        diagnosis.unknown(15,
            "The exporter needs the " + one + "; send it along, without its data.");
        return;
      }
      if (supplied.ofKind(kind).stream().noneMatch(object -> SuppliedObjects.name(object)
          .equals(name)
          && object.at("/metadata/namespace").asString("").equals(subject.namespace()))) {
        diagnosis.problem(15, DiagnosisCode.TLS_REF_MISSING, "The exporter needs the " + one
            + " in the pod's namespace.", "Create it there.");
        return;
      }
    }
    diagnosis.ok(15, "The exporter refers to nothing that is missing.");
  }

  private static void add(Set<String> wanted, String kind, JsonNode name) {
    if (!name.asString("").isEmpty()) {
      wanted.add(kind + name.asString(""));
    }
  }
}
