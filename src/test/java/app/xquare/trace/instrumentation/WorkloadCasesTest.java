package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.container;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static app.xquare.trace.instrumentation.Manifests.pod;
import static app.xquare.trace.instrumentation.Manifests.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.manifest.ManifestException;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.instrumentation.patch.StrategicMerge;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Edge cases 26 to 41 of the specification: earlier injections, kinds, texts, who manages it. */
@NullUnmarked
class WorkloadCasesTest {
  private static final String JAVA = "{'language': 'java'}";
  private static final String BY_HAND = """
      initContainers:
      - name: opentelemetry-auto-instrumentation-python
        image: old:0.54b1
        command: [cp, -r, /autoinstrumentation/., /otel-auto-instrumentation/]
        volumeMounts:
        - {mountPath: /otel-auto-instrumentation, name: opentelemetry-auto-instrumentation-python}
      volumes:
      - {name: opentelemetry-auto-instrumentation-python, emptyDir: {}}""";
  private static final String BY_HAND_CONTAINER = """
      command: [python3, /otel-auto-instrumentation/bin/opentelemetry-instrument, python3, cron.py]
      volumeMounts:
      - {mountPath: /otel-auto-instrumentation, name: opentelemetry-auto-instrumentation-python}
      env:
      - name: PYTHONPATH
        value: /otel-auto-instrumentation/opentelemetry/instrumentation/auto_instrumentation:/app:/otel-auto-instrumentation
      - {name: OTEL_SERVICE_NAME, value: cron}""";

  @ParameterizedTest
  @ValueSource(strings = {
      "initContainers: [{name: opentelemetry-auto-instrumentation-nodejs, image: 'n:1'}]",
      "initContainers: [{name: otel-agent-attach-apache, image: 'n:1'}]"})
  void case26InjectedByTheOperator(String members) {
    PatchResult result = patch(pod(members), JAVA);
    assertThat(result.status()).isEqualTo(Status.UNCHANGED);
    assertThat(result.jsonPatch()).isEmpty();
    assertThat(codes(result)).contains(FindingCode.ALREADY_INJECTED);
    assertThat(codes(patch(Manifests.env("{name: OTEL_RESOURCE_ATTRIBUTES_NODE_NAME, value: node}"),
        JAVA))).contains(FindingCode.ALREADY_INJECTED);
  }

  @Test
  void case27InjectedByUs() {
    ObjectNode patched = patch(app("env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]"), JAVA)
        .patchedManifest();
    assertThat(patch(patched, JAVA).jsonPatch()).isEmpty();
    String newer = "{'language': 'java', 'image': 'mirror.example/java-agent:9.9.9'}";
    PatchResult other = patch(patched, newer);
    assertThat(other.status()).isEqualTo(Status.PATCHED);
    assertThat(codes(other)).contains(FindingCode.REPLACES_EARLIER);
    ObjectNode replaced = Manifests.jsonPatch(other.jsonPatch()).apply(patched);
    assertThat(replaced).isEqualTo(
        patch(app("env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]"), newer).patchedManifest());
    assertThat(ShapesTest.normal(Manifests.jsonPatch(other.rollback().jsonPatch()).apply(replaced)))
        .isEqualTo(Manifests.read(app("env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]")));
  }

  @Test
  void case28InjectedByHandInTheOldLayout() {
    String manifest = app(BY_HAND_CONTAINER) + BY_HAND.indent(6);
    PatchResult found = patch(manifest, "{'language': 'python'}");
    assertThat(found.status()).isEqualTo(Status.UNCHANGED);
    assertThat(codes(found)).contains(FindingCode.LEGACY_MANUAL);
    PatchResult migrated = patch(manifest, "{'language': 'python', 'migrate': true}");
    assertThat(migrated.status()).as("%s", migrated.findings()).isEqualTo(Status.PATCHED);
    assertThat(container(migrated, 0).path("command").toString())
        .isEqualTo("[\"python3\",\"cron.py\"]");
    assertThat(value(migrated, "PYTHONPATH")).isEqualTo(
        "/otel-auto-instrumentation-python/opentelemetry/instrumentation/auto_instrumentation:/app:"
            + "/otel-auto-instrumentation-python");
    assertThat(migrated.patchedManifest().toString()).doesNotContain(
        "\"/otel-auto-instrumentation\"",
        "0.54b1");
    assertThat(value(migrated, "OTEL_SERVICE_NAME")).isEqualTo("cron");
    assertThat(Manifests.jsonPatch(migrated.jsonPatch()).apply(Manifests.read(manifest)))
        .isEqualTo(migrated.patchedManifest());
  }

  @Test
  void case29CronJob() {
    PatchResult result = patch("""
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: nightly, namespace: shop-prod}
        spec:
          jobTemplate:
            spec: {template: {spec: {containers: [{name: app, image: 'a:1'}]}}}
        """, JAVA);
    assertThat(result.jsonPatch().toString())
        .contains("/spec/jobTemplate/spec/template/spec/containers/0/env");
    assertThat(result.patchedManifest().toString()).contains("k8s.cronjob.name=nightly")
        .doesNotContain("k8s.job.name");
  }

  private static PatchResult kind(String apiVersion, String kind, String spec) {
    return patch(app("").replace("apps/v1", apiVersion).replace("kind: Deployment", "kind: " + kind)
        .replace("spec:\n  selector", "spec:\n" + spec.indent(2) + "  selector"), JAVA);
  }

  @Test
  void case30Job() {
    PatchResult result = kind("batch/v1", "Job", "");
    assertThat(codes(result)).contains(FindingCode.IMMUTABLE);
    assertThat(result.commands()).singleElement().satisfies(command -> assertThat(command.command())
        .isEqualTo("kubectl -n shop-prod replace --force -f job-shop.yaml"));
  }

  @Test
  void case30JobOfAClusterCanBeMadeAgain() {
    String labels = "controller-uid: u, batch.kubernetes.io/controller-uid: u, job-name: shop";
    String job = app("").replace("apps/v1", "batch/v1").replace("kind: Deployment", "kind: Job")
        .replace("{matchLabels: {app: shop}}",
            "{matchLabels: {batch.kubernetes.io/controller-uid: u}}")
        .replace("labels: {app: shop}", "labels: {app: shop, " + labels + "}");
    ObjectNode again = patch(job, JAVA).patchedManifest();
    assertThat(again.path("spec").has("selector")).isFalse();
    assertThat(again.at("/spec/template/metadata/labels").toString())
        .isEqualTo("{\"app\":\"shop\"}");
    String manual = job.replace("spec:\n  selector", "spec:\n  manualSelector: true\n  selector");
    assertThat(patch(manual, JAVA).patchedManifest().path("spec").has("selector")).isTrue();
  }

  @Test
  void case30JobThatGetsItsNameFromTheServer() {
    PatchResult result = patch(app("").replace("apps/v1", "batch/v1")
        .replace("kind: Deployment", "kind: Job").replace("{name: shop,", "{generateName: seed-,"),
        JAVA);
    assertThat(value(result, "OTEL_SERVICE_NAME")).isEqualTo("seed");
    assertThat(value(result, "OTEL_RESOURCE_ATTRIBUTES")).doesNotContain("k8s.job.name");
    assertThat(result.commands()).singleElement().satisfies(command -> assertThat(command.command())
        .isEqualTo("kubectl -n shop-prod create -f job-seed-.yaml"));
    assertThat(result.git()).isNull();
  }

  @Test
  void case31BarePod() {
    PatchResult result = patch("""
        apiVersion: v1
        kind: Pod
        metadata: {name: lonely, namespace: shop-prod}
        spec: {containers: [{name: app, image: 'a:1'}]}
        """, JAVA);
    assertThat(codes(result)).contains(FindingCode.MANIFEST_ONLY);
    assertThat(result.jsonPatch()).isNull();
    assertThat(result.strategicMergePatch()).isNull();
    assertThat(result.patchedManifest().at("/spec/initContainers")).hasSize(1);
  }

  /** A strategic merge patch would name it as the text "1", which is another one. */
  @Test
  void aKeyThatIsNoText() {
    var before = (ObjectNode) Manifests.JSON.readTree("{\"volumeMounts\": [{\"mountPath\": 1}]}");
    ObjectNode after = before.deepCopy();
    ((ArrayNode) after.get("volumeMounts")).addObject().put("mountPath", "/agent");
    assertThat(StrategicMerge.between(before, after)).isNull();
  }

  @Test
  void case32ReplicaSets() {
    assertThat(codes(kind("apps/v1", "ReplicaSet", ""))).contains(FindingCode.OLD_PODS_STAY);
    PatchResult owned = patch(app("").replace("kind: Deployment", "kind: ReplicaSet").replace(
        "metadata: {name: shop,", "metadata: {name: shop, ownerReferences: [{apiVersion: apps/v1,"
            + " kind: Deployment, name: shop, controller: true}],"),
        JAVA);
    assertThat(owned.status()).isEqualTo(Status.REFUSED);
    assertThat(owned.findings().getFirst().message()).contains("Deployment shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"StatefulSet", "DaemonSet"})
  void case33OnDelete(String kind) {
    assertThat(codes(kind("apps/v1", kind, "updateStrategy: {type: OnDelete}")))
        .contains(FindingCode.ON_DELETE);
    assertThat(codes(kind("apps/v1", kind, ""))).doesNotContain(FindingCode.ON_DELETE);
  }

  @Test
  void case34ArgoRollout() {
    PatchResult result = kind("argoproj.io/v1alpha1", "Rollout", "");
    assertThat(result.jsonPatch()).isNotEmpty();
    assertThat(result.strategicMergePatch()).isNull();
    assertThat(result.git().kustomize()).contains("group: argoproj.io", "version: v1alpha1");
    PatchResult reference = patch("""
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: canary, namespace: shop-prod}
        spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}}
        """, JAVA);
    assertThat(reference.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(reference)).contains(FindingCode.WORKLOAD_REF);
  }

  @Test
  void case35PausedNoReplicasRecreateNoHistory() {
    PatchResult result = kind("apps/v1", "Deployment",
        "paused: true\nreplicas: 0\nrevisionHistoryLimit: 0\nstrategy: {type: Recreate}");
    assertThat(codes(result)).contains(FindingCode.PAUSED, FindingCode.NO_REPLICAS,
        FindingCode.RECREATE_DOWNTIME, FindingCode.NO_ROLLOUT_HISTORY);
    assertThat(result.commands().toString()).doesNotContain("rollout undo");
    assertThat(patch(app(""), JAVA).commands().toString()).contains("rollout undo deployment/shop");
  }

  @Test
  void case36SeveralDocumentsAndLists() {
    String text = "---\n---\n" + app("")
        + "---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
        + "---\n# nothing\n---\n" + app("").replace("name: shop,", "name: two,");
    List<PatchResult> results = Manifests.patchAll(text, JAVA);
    assertThat(results).extracting(PatchResult::status).containsExactly(Status.PATCHED,
        Status.PASSED_THROUGH, Status.PATCHED);
    assertThat(results).extracting(result -> result.target().document()).containsExactly(0, 1, 2);
    assertThat(results.get(1).patchedManifest().path("kind").asString()).isEqualTo("Service");
    String list = "apiVersion: v1\nkind: List\nitems:\n"
        + ("- " + Manifests.JSON.writeValueAsString(Manifests.read(app("")))) + "\n"
        + "- {apiVersion: v1, kind: Service, metadata: {name: s}}\n";
    assertThat(Manifests.patchAll(list, JAVA)).extracting(PatchResult::status)
        .containsExactly(Status.PATCHED, Status.PASSED_THROUGH);
    assertThatThrownBy(() -> ManifestReader.read("---\n---\n"))
        .isInstanceOf(ManifestException.class).hasMessageContaining("no object");
  }

  @Test
  void case37NonStringValuesAndTemplates() {
    PatchResult number = patch(app("env:\n- name: A\n  value: a\n- name: B\n  value: 1"), JAVA);
    assertThat(number.status()).isEqualTo(Status.REFUSED);
    assertThat(number.findings()).singleElement().satisfies(finding -> {
      assertThat(finding.code()).isEqualTo(FindingCode.NON_STRING_VALUE);
      assertThat(finding.line()).isEqualTo(16);
      assertThat(finding.message()).contains("B").doesNotContain("1");
    });
    for (String template : List.of("image: {{ .Values.image }}", "{{- if .Values.x }}\nx: y\n",
        "x: '{{ include \"chart.labels\" . }}'")) {
      assertThatThrownBy(() -> {
        ManifestReader.refuseTemplates("a: b\n" + template);
        ManifestReader.read("a: b\n" + template);
      }).isInstanceOf(ManifestException.class).hasMessageContaining("line 2: a template");
    }
    // Double braces that Helm has nothing to do with.
    String vault = app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {t: '{{ with secret \"a\" }}'}}");
    ManifestReader.refuseTemplates(vault);
    assertThat(patch(vault, JAVA).status()).isEqualTo(Status.PATCHED);
  }

  @Test
  void case38NoNamespaceNoLabelsNoTemplateMetadata() {
    String manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec: {template: {spec: {containers: [{name: app, image: 'a:1'}]}}}
        """;
    PatchResult without = patch(manifest, JAVA);
    assertThat(codes(without)).contains(FindingCode.NAMESPACE_UNKNOWN);
    assertThat(value(without, "OTEL_RESOURCE_ATTRIBUTES")).isEqualTo("k8s.container.name=app,"
        + "k8s.deployment.name=shop,k8s.node.name=$(OTEL_RESOURCE_ATTRIBUTES_NODE_NAME),"
        + "k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME),service.version=1");
    PatchResult with = patch(manifest, "{'language': 'java', 'namespace': 'club-stag'}");
    assertThat(value(with, "OTEL_RESOURCE_ATTRIBUTES")).contains("service.namespace=club-stag",
        "deployment.environment.name=stag");
    assertThat(with.commands().getFirst().command()).startsWith("kubectl -n club-stag patch ");
    assertThat(codes(patch(manifest, "{'language': 'java', 'mode': 'annotate'}")))
        .contains(FindingCode.NAMESPACE_UNKNOWN);
  }

  /** As it is to kubectl, which does not take it either. */
  @Test
  void case37NamespaceThatIsABoolean() {
    PatchResult result = patch(app("").replace("namespace: shop-prod", "namespace: y"), JAVA);
    assertThat(result.status()).isEqualTo(Status.REFUSED);
    assertThat(result.findings()).singleElement().satisfies(finding -> {
      assertThat(finding.code()).isEqualTo(FindingCode.NON_STRING_VALUE);
      assertThat(finding.path()).isEqualTo("/metadata/namespace");
    });
  }

  @ParameterizedTest
  @CsvSource({"host:5000/app, ", "host:5000/app:1.2, 1.2", "app:latest, latest", "app, ",
      "app@sha256:abc, sha256:abc", "app:1@sha256:abc, 1@sha256:abc"})
  void case39Images(String image, String version) {
    PatchResult result = patch(app("").replace("example/app:1", image), JAVA);
    String attributes = value(result, "OTEL_RESOURCE_ATTRIBUTES");
    if (version == null) {
      assertThat(attributes).doesNotContain("service.version");
    } else {
      assertThat(attributes).endsWith(",service.version=" + version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels: {argocd.argoproj.io/instance: a}",
      "annotations: {argocd.argoproj.io/tracking-id: a}",
      "labels: {kustomize.toolkit.fluxcd.io/name: a}", "labels: {helm.toolkit.fluxcd.io/name: a}",
      "labels: {app.kubernetes.io/managed-by: Helm}",
      "annotations: {meta.helm.sh/release-name: a}"})
  void case40ManagedByGitOrHelm(String metadata) {
    PatchResult result = patch(
        app("").replace("metadata: {name: shop,", "metadata: {" + metadata + ", name: shop,"),
        JAVA);
    assertThat(codes(result)).contains(FindingCode.LIVE_PATCH_WILL_BE_REVERTED);
    assertThat(result.git().notes()).anyMatch(note -> note.contains("Commit it"));
    assertThat(codes(patch(app(""), JAVA)))
        .doesNotContain(FindingCode.LIVE_PATCH_WILL_BE_REVERTED);
  }

  @Test
  void case41ScalersAreLeftAlone() {
    String scaler = """
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: shop}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: shop}
        """;
    List<PatchResult> results = Manifests.patchAll(app("") + scaler, JAVA);
    assertThat(results).extracting(PatchResult::status).containsExactly(Status.PATCHED,
        Status.PASSED_THROUGH, Status.PASSED_THROUGH);
    assertThat(results.getFirst().jsonPatch().toString()).doesNotContain("/spec/replicas");
  }
}
