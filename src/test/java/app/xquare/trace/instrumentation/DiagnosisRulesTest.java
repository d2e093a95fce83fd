package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.DiagnosisTest.ALL;
import static app.xquare.trace.instrumentation.DiagnosisTest.NAMESPACE;
import static app.xquare.trace.instrumentation.DiagnosisTest.OPERATOR;
import static app.xquare.trace.instrumentation.DiagnosisTest.POD;
import static app.xquare.trace.instrumentation.DiagnosisTest.RESOURCE;
import static app.xquare.trace.instrumentation.DiagnosisTest.WEBHOOK;
import static app.xquare.trace.instrumentation.DiagnosisTest.annotated;
import static app.xquare.trace.instrumentation.DiagnosisTest.check;
import static app.xquare.trace.instrumentation.DiagnosisTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.DiagnosisCheck.Verdict;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator's rules where they are easily got wrong, and what may not be said without an object. */
class DiagnosisRulesTest {
  private static final String ON_WORKLOAD = Manifests.app("").replace("metadata: {name: shop,",
      "metadata: {annotations: {instrumentation.opentelemetry.io/inject-java: VALUE}, name: shop,");
  private static final String SIDECAR = "      - {name: proxy, image: 'p:1', env: [{name:"
      + " JAVA_TOOL_OPTIONS, valueFrom: {configMapKeyRef: {name: a, key: b}}}]}\n";

  private static String annotatedNamespace(String annotation) {
    return NAMESPACE.replace("labels:",
        "annotations: {instrumentation.opentelemetry.io/" + annotation + "}, labels:");
  }

  private static void verdict(String objects, int number, Verdict verdict, String... complete) {
    DiagnosisCheck check = check(objects, number, complete);
    assertThat(check.verdict()).as(check.message()).isEqualTo(verdict);
  }

  @Test
  void anAnnotationInTheWrongPlaceIsJudgedAsItWasMeant() {
    String seed = ON_WORKLOAD.replace("VALUE", "elsewhere") + RESOURCE + POD;
    problem(seed, 1, DiagnosisCode.ANNOTATION_NOT_ON_POD_TEMPLATE);
    problem(seed, 3, DiagnosisCode.CR_NOT_FOUND);
    verdict(seed, 5, Verdict.OK);
    verdict(ON_WORKLOAD.replace("VALUE", "inst") + RESOURCE, 3, Verdict.OK);
  }

  @Test
  void falseAsksForNothing() {
    problem(annotated("inject-java: 'false'"), 1, DiagnosisCode.NOT_ANNOTATED);
    problem(annotated("inject-java: 'false'") + annotatedNamespace("inject-java: 'true'"), 1,
        DiagnosisCode.NOT_ANNOTATED);
    problem(Manifests.app("") + annotatedNamespace("inject-java: 'false'"), 1,
        DiagnosisCode.NOT_ANNOTATED);
  }

  @Test
  void whatTheNamespaceAsksForIsCheckedToo() {
    String byNamespace = Manifests.app("") + annotatedNamespace("inject-java: other");
    verdict(byNamespace, 1, Verdict.OK);
    problem(byNamespace + RESOURCE, 3, DiagnosisCode.CR_NOT_FOUND);
    problem(annotated("inject-java: inst") + annotatedNamespace("inject-python: inst"), 7,
        DiagnosisCode.CONTAINER_NAMES_INVALID);
    problem(Manifests.app("") + annotatedNamespace("inject-go: inst") + OPERATOR, 10,
        DiagnosisCode.LANGUAGE_DISABLED);
  }

  @Test
  void aNamespaceThatNamesAnInstrumentationWhichIsThereIsNoProblem() {
    verdict(annotated("inject-java: 'true'") + annotatedNamespace("inject-java: inst") + RESOURCE,
        6, Verdict.OK);
    verdict(annotated("inject-java: 'true'") + annotatedNamespace("inject-java: inst"), 6,
        Verdict.NOT_CHECKED);
  }

  @Test
  void trueInAnyCase() {
    verdict(annotated("inject-java: 'TRUE'") + RESOURCE, 3, Verdict.OK);
    verdict(annotated("inject-java: 'TRUE'") + RESOURCE, 4, Verdict.OK);
    problem(annotated("inject-java: 'True'"), 4, DiagnosisCode.NO_CR, "Instrumentation");
  }

  @Test
  void whatIsMissingMayOnlyNotHaveBeenSent() {
    verdict(annotated("inject-java: 'true'"), 4, Verdict.NOT_CHECKED);
    verdict(annotated("inject-java: otel/shared") + RESOURCE, 3, Verdict.NOT_CHECKED);
    verdict(ALL.replace(NAMESPACE, ""), 11, Verdict.NOT_CHECKED);
    verdict(annotated("inject-java: inst") + POD.replaceAll("(?m)^  initContainers.*$", ""), 5,
        Verdict.NOT_CHECKED);
    String tls = ALL.replace("exporter: {", "exporter: {tls: {configMapName: ca}, ");
    verdict(
        tls + "---\n{apiVersion: v1, kind: Secret, metadata: {name: x, namespace: shop-prod}}\n",
        15, Verdict.NOT_CHECKED);
    problem(tls, 15, DiagnosisCode.TLS_REF_MISSING, "ConfigMap");
    problem(annotated("inject-java: inst"), 11, DiagnosisCode.WEBHOOK_MISSING,
        "MutatingWebhookConfiguration");
  }

  @Test
  void onlyTheContainersThatGetTheAgentCount() {
    verdict(annotated("inject-java: inst") + SIDECAR, 9, Verdict.OK);
    problem(annotated("inject-java: inst, instrumentation.opentelemetry.io/container-names: proxy")
        + SIDECAR, 9, DiagnosisCode.LANGUAGE_SKIPPED);
  }

  @Test
  void podsOfOthersAreNotLookedAt() {
    String older = POD.replace("T11", "T08").replaceAll("(?m)^  initContainers.*$", "");
    problem(annotated("inject-java: inst") + RESOURCE + older, 5, DiagnosisCode.RESTART_NEEDED);
    String otherNamespace = older.replace("namespace: shop-prod", "namespace: shop-stag");
    verdict(annotated("inject-java: inst") + RESOURCE + otherNamespace, 5, Verdict.NOT_CHECKED);
    String noLabels = annotated("inject-java: inst").replace("metadata: {labels: {app: shop}, ",
        "metadata: {");
    verdict(noLabels + RESOURCE + older, 5, Verdict.NOT_CHECKED);
    String newer = RESOURCE.replace("name: inst,", "name: another,").replace("T10", "T23");
    verdict(annotated("inject-java: inst") + RESOURCE + newer + POD, 5, Verdict.OK);
  }

  @Test
  void goTakesItsTargetFromTheInstrumentation() {
    String target = "spec: {go: {env: [{name: OTEL_GO_AUTO_TARGET_EXE, value: /app}]}, ";
    verdict(annotated("inject-go: inst") + RESOURCE.replace("spec: {", target), 9, Verdict.OK);
    problem(annotated("inject-go: inst") + "        env: [{name: OTEL_GO_AUTO_TARGET_EXE, value:"
        + " /app}]\n" + RESOURCE, 9, DiagnosisCode.LANGUAGE_SKIPPED);
  }

  @Test
  void settingsOfTheInstrumentationAreCompletedByTheContainer() {
    problem(annotated("inject-java: inst")
        + RESOURCE.replace("spec: {", "spec: {sampler: {type: always_off}, "), 18,
        DiagnosisCode.EXPORT_MISCONFIGURED);
    String grpc = "spec: {java: {env: [{name: OTEL_EXPORTER_OTLP_PROTOCOL, value: grpc}]}, ";
    String port = RESOURCE.replace(":4318", ":4317");
    verdict(annotated("inject-java: inst") + port.replace("spec: {", grpc), 18, Verdict.OK);
    verdict(annotated("inject-java: inst") + "        env: [{name: OTEL_EXPORTER_OTLP_ENDPOINT,"
        + " value: 'http://c:4318'}]\n" + port, 18, Verdict.OK);
    problem(annotated("inject-python: inst") + "        command: [python3]\n"
        + "        args: [-u, -sE, app.py]\n", 18, DiagnosisCode.EXPORT_MISCONFIGURED);
  }

  @Test
  void theWebhookLeavesPodsOut() {
    problem(ALL.replace("namespaceSelector: {matchLabels: {team: a}}",
        "objectSelector: {matchExpressions: [{key: app, operator: NotIn, values: [shop]}]}"), 11,
        DiagnosisCode.SELECTOR_EXCLUDES);
    verdict(annotated("inject-java: inst") + WEBHOOK.replace("matchLabels: {team: a}", ""), 11,
        Verdict.OK);
  }

  @Test
  void theOperatorWatchesSomeNamespaces() {
    String watching = annotated("inject-java: otel/inst")
        + OPERATOR.replace("[--x]", "['--watch-namespace=shop-prod']");
    problem(watching, 14, DiagnosisCode.OPERATOR_SCOPE);
    verdict(watching.replace("=shop-prod", "=shop-prod,otel"), 14, Verdict.OK);
    verdict(watching.replace("args: ['--watch-namespace=shop-prod']",
        "env: [{name: WATCH_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]"),
        14, Verdict.NOT_CHECKED);
  }

  @Test
  void commandsFitTheKind() {
    String cron = """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: shop, namespace: shop-prod}
        spec: {jobTemplate: {metadata: {annotations: {instrumentation.opentelemetry.io/inject-java: a}}, spec: {template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: a, image: b}]}}}}}
        """;
    problem(cron, 1, DiagnosisCode.ANNOTATION_NOT_ON_POD_TEMPLATE);
    assertThat(check(cron, 1).command()).contains(".spec.jobTemplate.spec.template.metadata");
    assertThat(check(cron, 1).fix()).contains("spec.jobTemplate.spec.template.metadata");
    assertThat(check(cron, 16).command()).contains("spec:.spec.jobTemplate.spec.template.spec}");
    assertThat(check(cron, 17).command())
        .isEqualTo("kubectl -n shop-prod describe pods -l app=shop");
    problem(ALL.replace("2026-11-22T09", "2026-11-22T12"), 13, DiagnosisCode.RESTART_NEEDED);
    assertThat(check(ALL.replace("2026-11-22T09", "2026-11-22T12"), 13).fix())
        .isEqualTo("kubectl -n shop-prod rollout restart deployment/shop");
    assertThat(check(POD.replace("name: shop-1", "name: shop") + OPERATOR.replace("T09", "T12"), 13)
        .fix()).doesNotContain("rollout");
  }

  @Test
  void objectsThatOthersMadeAreNoSubjects() {
    String replicaSet = annotated("inject-java: inst").replace("kind: Deployment",
        "kind: ReplicaSet").replace("metadata: {name: shop,",
            "metadata: {ownerReferences: [{kind: Deployment, name: shop}], name: shop-1,");
    assertThat(InjectionDiagnosis.of(
        ManifestReader.read(replicaSet + "---\n" + annotated("inject-java: inst")), Json.object()))
        .extracting(InjectionDiagnosis.Diagnosis::kind).isEqualTo(List.of("Deployment"));
  }
}
