package app.xquare.trace.instrumentation;

import java.util.Map;
import java.util.stream.Collectors;

/** What decides a check in a cluster, to be typed as it stands. */
final class DiagnosisCommands {
  private static final String OPERATOR = " -l app.kubernetes.io/name=opentelemetry-operator";

  private final Workload subject;
  private final String namespace;

  DiagnosisCommands(Workload subject) {
    this.subject = subject;
    this.namespace = subject.namespace() == null ? "NAMESPACE" : subject.namespace();
  }

  String kubectl() {
    return "kubectl -n " + Commands.safe(namespace);
  }

  /** {@code deployment/shop}. */
  private String object() {
    return subject.resource() + "/" + Commands.safe(subject.name());
  }

  /** Of its pods, with a space before it; empty if the template has no labels. */
  private String selector() {
    Map<String, String> labels = AskedAgents
        .texts(subject.body().at(subject.templateMetadataPath() + "/labels"));
    return labels.isEmpty()
        ? ""
        : " -l " + labels.entrySet().stream()
            .map(label -> label.getKey().replaceAll("[^A-Za-z0-9._/-]", "_") + "="
                + label.getValue().replaceAll("[^A-Za-z0-9._-]", "_"))
            .collect(Collectors.joining(","));
  }

  /** A command about its pods. */
  private String pods(String command) {
    return kubectl() + " " + command + (subject.kind() == Workload.Kind.POD
        ? " " + Commands.safe(subject.name())
        : selector());
  }

  /** How its pods are made anew. */
  String restart() {
    return switch (subject.kind()) {
      case DEPLOYMENT, STATEFUL_SET, DAEMON_SET -> kubectl() + " rollout restart " + object();
      case ROLLOUT -> "kubectl argo rollouts -n " + Commands.safe(namespace) + " restart "
          + Commands.safe(subject.name());
      case REPLICA_SET -> kubectl() + " delete pods" + selector();
      case CRON_JOB -> "Wait for its next run, which makes new pods.";
      case JOB, POD -> "Delete it and make it again: it cannot be restarted.";
    };
  }

  /** The operator's log, which says why it left a pod alone. */
  static String log(String operatorNamespace) {
    return "kubectl -n " + Commands.safe(operatorNamespace) + " logs" + OPERATOR
        + " -c manager --tail=-1 | grep -i instrument";
  }

  String of(int check) {
    String template = subject.template().replace('/', '.');
    return switch (check) {
      case 1, 2 -> kubectl() + " get " + object() + " -o jsonpath='{.metadata.annotations}"
          + (template.isEmpty() ? "" : "{\"\\n\"}{" + template + ".metadata.annotations}") + "'";
      case 3 -> "kubectl get otelinst -A";
      case 4 -> kubectl() + " get otelinst";
      case 5, 13 -> kubectl() + " get otelinst,pods --sort-by=.metadata.creationTimestamp";
      case 6 ->
        "kubectl get ns " + Commands.safe(namespace) + " -o jsonpath='{.metadata.annotations}'";
      case 7, 8, 9 -> kubectl() + " get " + object() + " -o yaml";
      case 10 -> "kubectl get deploy -A" + OPERATOR + " -o yaml | grep enable-; " + kubectl()
          + " get events --field-selector reason=InstrumentationRequestRejected";
      case 11 -> "kubectl get mutatingwebhookconfigurations -o yaml";
      case 12 -> "kubectl get deploy,endpoints -A" + OPERATOR
          + "; kubectl get --raw /metrics | grep apiserver_admission_webhook_fail_open_count";
      case 14 -> "kubectl get deploy -A" + OPERATOR + " -o yaml";
      case 15 -> kubectl() + " get secret,cm -o name";
      case 16 -> kubectl() + " get " + object() + " -o json"
          + " | jq '{apiVersion:\"v1\",kind:\"Pod\",metadata:{generateName:\"xq-probe-\",labels:"
          + template + ".metadata.labels,annotations:" + template + ".metadata.annotations},spec:"
          + template + ".spec}' | " + kubectl() + " create --dry-run=server -o yaml -f -";
      case 17 -> pods("describe pods");
      default -> pods("get pods -o yaml");
    };
  }
}
