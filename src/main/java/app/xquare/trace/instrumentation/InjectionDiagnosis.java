package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.DiagnosisCheck.Verdict;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a workload that is annotated for the OpenTelemetry operator sends no traces: every check that
 * the given objects decide, and for the others the command that would. Objects may be the workload
 * alone, or with it its Namespace, Pods, Instrumentations, Secrets and ConfigMaps (their names are
 * enough), the MutatingWebhookConfiguration and the operator's Deployment.
 */
public final class InjectionDiagnosis {
  private final Workload subject;
  private final String namespace;
  private final List<DiagnosisCheck> checks = new ArrayList<>();

  private InjectionDiagnosis(Workload subject) {
    this.subject = subject;
    this.namespace = subject.namespace() == null ? "NAMESPACE" : subject.namespace();
  }

  /** The checks of one workload, in the order in which they should be looked at. */
  public record Diagnosis(String kind, @Nullable String namespace, String name,
      List<DiagnosisCheck> checks) {}

  /** One diagnosis for each workload; for each pod, if there is no other. */
  public static List<Diagnosis> of(List<ManifestDocument> objects, @Nullable String namespace) {
    SuppliedObjects supplied = new SuppliedObjects(objects, namespace);
    List<Diagnosis> all = new ArrayList<>();
    for (Workload subject : supplied.subjects()) {
      InjectionDiagnosis diagnosis = new InjectionDiagnosis(subject);
      new TemplateDiagnosis(subject, supplied, diagnosis).run();
      new ClusterDiagnosis(subject, supplied, diagnosis).run();
      new PodDiagnosis(subject, supplied, diagnosis).run();
      diagnosis.checks.sort(Comparator.comparingInt(DiagnosisCheck::number));
      all.add(new Diagnosis(subject.kind().kind(), subject.namespace(), subject.name(),
          List.copyOf(diagnosis.checks)));
    }
    return all;
  }

  void ok(int number, String message) {
    checks.add(new DiagnosisCheck(number, Verdict.OK, null, message, command(number), null));
  }

  void unknown(int number, String needed) {
    checks.add(new DiagnosisCheck(number, Verdict.NOT_CHECKED, null, needed, command(number),
        null));
  }

  void problem(int number, DiagnosisCode code, String message, String fix) {
    checks.add(
        new DiagnosisCheck(number, Verdict.PROBLEM, code, message, command(number), fix));
  }

  /** Names that may go to a shell. */
  static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^-", "_");
  }

  /** {@code deployment/shop}. */
  String object() {
    return subject.kind().kind().toLowerCase(Locale.ROOT) + "/" + safe(subject.name());
  }

  String kubectl() {
    return "kubectl -n " + safe(namespace);
  }

  private String command(int number) {
    String kubectl = kubectl();
    return switch (number) {
      case 1, 2 -> kubectl + " get " + object()
          + " -o jsonpath='{.metadata.annotations}{\"\\n\"}{.spec.template.metadata.annotations}'";
      case 3 -> "kubectl get otelinst -A";
      case 4 -> kubectl + " get otelinst";
      case 5, 13 -> kubectl + " get otelinst,pods --sort-by=.metadata.creationTimestamp";
      case 6 -> "kubectl get ns " + safe(namespace) + " -o jsonpath='{.metadata.annotations}'";
      case 7, 8, 9 -> kubectl + " get " + object() + " -o yaml";
      case 10 -> "kubectl get deploy -A -l app.kubernetes.io/name=opentelemetry-operator -o yaml";
      case 11 -> "kubectl get mutatingwebhookconfigurations -o yaml";
      case 12, 14 -> "kubectl get deploy,endpoints,certificate -A"
          + " -l app.kubernetes.io/name=opentelemetry-operator -o yaml";
      case 15 -> kubectl + " get secret,cm -o name";
      case 16 -> kubectl + " get " + object() + " -o json"
          + " | jq '{apiVersion:\"v1\",kind:\"Pod\",metadata:{generateName:\"xq-probe-\","
          + "labels:.spec.template.metadata.labels,"
          + "annotations:.spec.template.metadata.annotations},spec:.spec.template.spec}' | "
          + kubectl + " create --dry-run=server -o yaml -f -";
      case 17 -> kubectl + " describe pods";
      default -> kubectl + " get pods -o yaml";
    };
  }

  /** How the pod's annotations ask for languages, those that are off left out. */
  static Map<Language, String> asked(Map<String, String> annotations) {
    Map<Language, String> asked = new LinkedHashMap<>();
    for (Language language : Language.values()) {
      String value = annotations.get(language.annotation());
      if (value != null && !value.equalsIgnoreCase("false") && !value.isBlank()) {
        asked.put(language, value);
      }
    }
    return asked;
  }

  static final Pattern CONTAINER_NAMES = Pattern.compile("[a-zA-Z0-9-,]+");
}
