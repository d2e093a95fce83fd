package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.DiagnosisCheck.Verdict;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Every check of the table "annotated but not injected", on the objects that decide it. */
class DiagnosisTest {
  static final String NAMESPACE = """
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: shop-prod, labels: {team: a}}}
      """;
  static final String RESOURCE = """
      ---
      apiVersion: opentelemetry.io/v1alpha1
      kind: Instrumentation
      metadata: {name: inst, namespace: shop-prod, creationTimestamp: '2026-11-22T10:00:00Z'}
      spec: {exporter: {endpoint: 'http://$(OTEL_NODE_IP):4318'}}
      """;
  static final String OPERATOR = """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        {name: operator, namespace: otel, creationTimestamp: '2026-11-22T09:00:00Z', labels: {app.kubernetes.io/name: opentelemetry-operator}}
      spec: {template: {spec: {containers: [{name: manager, image: 'o:1', args: [--x]}]}}}
      status: {availableReplicas: 1}
      """;
  static final String WEBHOOK = """
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingWebhookConfiguration
      metadata: {name: operator}
      webhooks:
      - {name: mpod.kb.io, clientConfig: {caBundle: abc}, namespaceSelector: {matchLabels: {team: a}}}
      """;
  static final String POD = """
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: shop-1
        namespace: shop-prod
        labels: {app: shop}
        annotations: {instrumentation.opentelemetry.io/inject-java: inst}
        creationTimestamp: '2026-11-22T11:00:00Z'
      spec:
        initContainers: [{name: opentelemetry-auto-instrumentation-java, image: 'j:1'}]
        containers: [{name: app, image: 'a:1'}]
      status: {initContainerStatuses: [{name: opentelemetry-auto-instrumentation-java, state: {terminated: {exitCode: 0}}}]}
      """;
  static final String PROBE = POD.replace("shop-1", "xq-probe-abc");
  static final String ALL = annotated("inject-java: inst") + NAMESPACE + RESOURCE + OPERATOR
      + WEBHOOK + POD + PROBE;

  static String annotated(String annotation) {
    return Manifests.app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {labels: {app: shop}, annotations: {instrumentation.opentelemetry.io/"
            + annotation + "}}");
  }

  static List<DiagnosisCheck> checks(String objects, String... complete) {
    ObjectNode options = Json.object();
    options.set("complete", Json.array(List.of(complete)));
    List<InjectionDiagnosis.Diagnosis> all = InjectionDiagnosis.of(ManifestReader.read(objects),
        options);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().name()).isEqualTo("shop");
    assertThat(all.getFirst().checks()).extracting(DiagnosisCheck::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 18).boxed().toList());
    return all.getFirst().checks();
  }

  static DiagnosisCheck check(String objects, int number, String... complete) {
    return checks(objects, complete).get(number - 1);
  }

  static void problem(String objects, int number, DiagnosisCode code, String... complete) {
    DiagnosisCheck check = check(objects, number, complete);
    assertThat(check.verdict()).as(check.message()).isEqualTo(Verdict.PROBLEM);
    assertThat(check.code()).isEqualTo(code);
    assertThat(check.fix()).isNotEmpty();
  }

  @Test
  void allIsWell() {
    // Certificates cannot be seen in any object.
    assertThat(checks(ALL)).allSatisfy(check -> assertThat(check.verdict()).as(check.toString())
        .isEqualTo(check.number() == 12 ? Verdict.NOT_CHECKED : Verdict.OK));
  }

  @Test
  void whatWasNotSentIsNotChecked() {
    assertThat(checks(annotated("inject-java: inst"))).extracting(DiagnosisCheck::verdict)
        .containsOnly(Verdict.OK, Verdict.NOT_CHECKED);
    assertThat(checks(annotated("inject-java: inst"))).filteredOn(
        check -> check.verdict() == Verdict.NOT_CHECKED).extracting(DiagnosisCheck::number)
        .containsExactly(3, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17);
    assertThat(checks(annotated("inject-java: inst")))
        .allSatisfy(check -> assertThat(check.command()).startsWith("kubectl"));
  }

  @Test
  void check01OnTheWorkloadNotTheTemplate() {
    problem(Manifests.app("").replace("metadata: {name: shop,",
        "metadata: {annotations: {instrumentation.opentelemetry.io/inject-java: 'true'}, name: shop,"),
        1, DiagnosisCode.ANNOTATION_NOT_ON_POD_TEMPLATE);
    problem(Manifests.app(""), 1, DiagnosisCode.NOT_ANNOTATED);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"inject-node: 'true'", "inject-js: 'true'",
      "inject-java: true", "inject-java: ' inst'", "inject-java: ''"})
  void check02BadAnnotation(String annotation) {
    problem(annotated(annotation), 2, DiagnosisCode.BAD_ANNOTATION);
  }

  @Test
  void check03And04Resources() {
    problem(annotated("inject-java: other") + RESOURCE, 3, DiagnosisCode.CR_NOT_FOUND);
    problem(annotated("inject-java: cxtm/inst") + RESOURCE, 3, DiagnosisCode.CR_NOT_FOUND,
        "Instrumentation");
    problem(annotated("inject-java: 'true'"), 4, DiagnosisCode.NO_CR, "Instrumentation");
    problem(annotated("inject-java: 'true'") + RESOURCE + RESOURCE.replace("inst,", "two,"), 4,
        DiagnosisCode.MULTIPLE_CRS);
  }

  @Test
  void check05PodsFromBefore() {
    problem(ALL.replace("2026-11-22T11", "2026-11-22T08")
        .replace("initContainers: [{name: opentelemetry-auto-instrumentation-java, image: 'j:1'}]",
            ""),
        5, DiagnosisCode.RESTART_NEEDED);
    problem(annotated("inject-java: inst") + POD.replace("inject-java", "inject-sdk"), 5,
        DiagnosisCode.RESTART_NEEDED);
  }

  @Test
  void check06TheNamespaceSaysOtherwise() {
    problem(annotated("inject-java: 'true'") + NAMESPACE.replace("labels:",
        "annotations: {instrumentation.opentelemetry.io/inject-java: other}, labels:") + RESOURCE,
        6, DiagnosisCode.NAMESPACE_OVERRIDES);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "inject-java: i, instrumentation.opentelemetry.io/inject-sdk: i",
      "inject-java: i, instrumentation.opentelemetry.io/container-names: 'app, b'",
      "inject-java: i, instrumentation.opentelemetry.io/container-names: 'app,app'",
      "inject-java: i, instrumentation.opentelemetry.io/java-container-names: web"})
  void check07ContainerNames(String annotation) {
    problem(annotated(annotation), 7, DiagnosisCode.CONTAINER_NAMES_INVALID);
  }

  @Test
  void check08And09InTheTemplate() {
    problem(annotated("inject-java: i")
        + "      initContainers: [{name: opentelemetry-auto-instrumentation-java, image: 'j:1'}]\n",
        8, DiagnosisCode.ALREADY_INJECTED);
    problem(annotated("inject-java: i") + "        env: [{name: JAVA_TOOL_OPTIONS, valueFrom:"
        + " {configMapKeyRef: {name: a, key: b}}}]\n", 9, DiagnosisCode.LANGUAGE_SKIPPED);
    problem(annotated("inject-go: i"), 9, DiagnosisCode.LANGUAGE_SKIPPED);
    problem(
        annotated("inject-python: i, instrumentation.opentelemetry.io/otel-python-platform: bsd"),
        9, DiagnosisCode.LANGUAGE_SKIPPED);
  }

  @Test
  void check10To14TheOperator() {
    problem(ALL.replace("[--x]", "[--enable-java-instrumentation=false]"), 10,
        DiagnosisCode.LANGUAGE_DISABLED);
    problem(annotated("inject-go: i") + OPERATOR, 10, DiagnosisCode.LANGUAGE_DISABLED);
    problem(ALL.replace("mpod.kb.io", "other"), 11, DiagnosisCode.WEBHOOK_MISSING);
    problem(ALL.replace(" labels: {team: a}", " labels: {team: b}"), 11,
        DiagnosisCode.SELECTOR_EXCLUDES);
    problem(ALL.replace("availableReplicas: 1", "availableReplicas: 0"), 12,
        DiagnosisCode.WEBHOOK_UNREACHABLE);
    problem(ALL.replace("2026-11-22T09", "2026-11-22T12"), 13, DiagnosisCode.RESTART_NEEDED);
    problem(ALL.replace("[--x]", "['--watch-namespace=a,b']"), 14, DiagnosisCode.OPERATOR_SCOPE);
  }

  @Test
  void check15Tls() {
    String tls = ALL.replace("exporter: {", "exporter: {tls: {secretName: ca}, ");
    assertThat(check(tls, 15).verdict()).isEqualTo(Verdict.NOT_CHECKED);
    String other = "---\n{apiVersion: v1, kind: Secret, metadata: {name: x, namespace: shop-prod}}\n";
    problem(tls + other, 15, DiagnosisCode.TLS_REF_MISSING);
    assertThat(check(tls + other.replace("name: x", "name: ca"), 15).verdict())
        .isEqualTo(Verdict.OK);
  }

  @Test
  void check16To18ThePods() {
    problem(annotated("inject-java: i") + PROBE.replace("opentelemetry-auto-instrumentation-java",
        "other"), 16, DiagnosisCode.DOES_NOT_INJECT);
    problem(ALL.replace("terminated: {exitCode: 0}", "waiting: {reason: ImagePullBackOff}"), 17,
        DiagnosisCode.INIT_FAILED);
    for (String env : List.of("OTEL_SDK_DISABLED, value: 'true'",
        "OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://c:4317'",
        "OTEL_TRACES_SAMPLER, value: always_off", "OTEL_TRACES_EXPORTER, value: none")) {
      problem(annotated("inject-java: i") + "        env: [{name: " + env + "}]\n", 18,
          DiagnosisCode.EXPORT_MISCONFIGURED);
    }
    problem(annotated("inject-python: i") + "        command: [python3, -I, app.py]\n", 18,
        DiagnosisCode.EXPORT_MISCONFIGURED);
    problem(ALL.replace(":4318", ":4317"), 18, DiagnosisCode.EXPORT_MISCONFIGURED);
  }
}
