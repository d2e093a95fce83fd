package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.DiagnosisCheck.Verdict;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a workload that is annotated for the OpenTelemetry operator sends no traces: every check that
 * the given objects decide, and for the others the command that would. Objects may be the workload
 * alone, or with it its Namespace, Pods, Instrumentations, Secrets and ConfigMaps (their names are
 * enough), the MutatingWebhookConfiguration and the operator's Deployment.
 */
public final class InjectionDiagnosis {
  private static final Set<String> COUNTED = Set.of("Instrumentation", "Secret", "ConfigMap",
      "MutatingWebhookConfiguration");

  private final AskedAgents asked;
  private final DiagnosisCommands commands;
  private final List<DiagnosisCheck> checks = new ArrayList<>();

  private InjectionDiagnosis(Workload subject, AskedAgents asked) {
    this.asked = asked;
    this.commands = new DiagnosisCommands(subject);
  }

  /** The checks of one workload, in the order in which they should be looked at. */
  public record Diagnosis(String kind, @Nullable String namespace, String name,
      List<DiagnosisCheck> checks) {}

  /**
   * One diagnosis for each workload that no other one made; for each pod, if there is none.
   *
   * @param options may hold {@code namespace}, that of objects which say none, and {@code complete},
   *   kinds of which the cluster has no others than were sent: only then can one be missing
   * @throws InvalidOptionException naming the option
   */
  public static List<Diagnosis> of(List<ManifestDocument> objects, ObjectNode options) {
    OptionFields fields = new OptionFields(options, Set.of("namespace", "complete"));
    SuppliedObjects supplied = new SuppliedObjects(objects, fields.namespace(),
        Set.copyOf(fields.texts("complete", List.of(), COUNTED)));
    List<Diagnosis> all = new ArrayList<>();
    for (Workload subject : supplied.subjects()) {
      InjectionDiagnosis diagnosis = new InjectionDiagnosis(subject,
          AskedAgents.of(subject, supplied.namespaceAnnotations(subject.namespace())));
      new TemplateDiagnosis(subject, supplied, diagnosis).run();
      new ClusterDiagnosis(subject, supplied, diagnosis).run();
      new OperatorDiagnosis(subject, supplied, diagnosis).run();
      new PodDiagnosis(subject, supplied, diagnosis).run();
      new ExportDiagnosis(subject, supplied, diagnosis).run();
      diagnosis.checks.sort(Comparator.comparingInt(DiagnosisCheck::number));
      all.add(new Diagnosis(subject.kind().kind(), subject.namespace(), subject.name(),
          List.copyOf(diagnosis.checks)));
    }
    return all;
  }

  AskedAgents asked() {
    return asked;
  }

  DiagnosisCommands commands() {
    return commands;
  }

  void ok(int number, String message) {
    checks.add(
        new DiagnosisCheck(number, Verdict.OK, null, message, commands.of(number), null));
  }

  void unknown(int number, String needed) {
    checks.add(new DiagnosisCheck(number, Verdict.NOT_CHECKED, null, needed, commands.of(number),
        null));
  }

  void problem(int number, DiagnosisCode code, String message, String fix) {
    checks.add(
        new DiagnosisCheck(number, Verdict.PROBLEM, code, message, commands.of(number), fix));
  }
}
