package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.container;
import static app.xquare.trace.instrumentation.Manifests.deployment;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static app.xquare.trace.instrumentation.Manifests.pod;
import static app.xquare.trace.instrumentation.Manifests.value;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.PatchResult.Status;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Edge cases 11 to 25 of the specification: containers, volumes, security, resources. */
@NullUnmarked
class PodCasesTest {
  private static final String JAVA = "{'language': 'java'}";

  private static JsonNode init(PatchResult result, int index) {
    return result.patchedManifest().at("/spec/template/spec/initContainers/" + index);
  }

  @Test
  void case11SeveralApplicationContainers() {
    String two = deployment("- {name: web, image: 'a:1'}\n- {name: worker, image: 'b:1'}");
    PatchResult unclear = patch(two, JAVA);
    assertThat(unclear.status()).isEqualTo(Status.REFUSED);
    assertThat(unclear.findings()).singleElement().satisfies(finding -> {
      assertThat(finding.code()).isEqualTo(FindingCode.CONTAINER_NAME_REQUIRED);
      assertThat(finding.message()).contains("web, worker");
      assertThat(finding.line()).isEqualTo(9);
    });
    PatchResult named = patch(two, "{'language': 'java', 'containers': 'worker'}");
    assertThat(named.target().containers()).containsExactly("worker");
    assertThat(container(named, 0).has("env")).isFalse();
    assertThat(named.jsonPatch().toString()).contains("\"/spec/template/spec/containers/1/name\"");
    PatchResult both = patch(two, "{'language': 'java', 'containers': ['worker', 'web']}");
    assertThat(both.target().containers()).containsExactly("worker", "web");
    assertThat(container(both, 0).at("/volumeMounts/0/mountPath").asString())
        .isEqualTo("/otel-auto-instrumentation-java-web");
    PatchResult annotated = patch(two.replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {kubectl.kubernetes.io/default-container: worker}}"), JAVA);
    assertThat(annotated.target().containers()).containsExactly("worker");
    assertThat(codes(patch(two, "{'language': 'java', 'containers': 'db'}")))
        .containsExactly(FindingCode.UNKNOWN_CONTAINER);
    assertThat(codes(patch(two, "{'language': 'java', 'containers': ['web', 'web']}")))
        .containsExactly(FindingCode.CONTAINER_NAMES_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"istio-proxy", "linkerd-proxy", "vault-agent", "daprd",
      "cloud-sql-proxy", "otc-container"})
  void case12KnownSidecarFirst(String sidecar) {
    PatchResult result = patch(
        deployment("- {name: " + sidecar + ", image: 's:1'}\n- {name: app, image: 'a:1'}"), JAVA);
    assertThat(result.target().containers()).containsExactly("app");
    assertThat(codes(result)).contains(FindingCode.SIDECARS_LEFT_OUT);
  }

  @Test
  void case13SidecarThatIsInjectedOnlyAtAdmission() {
    String meshed = app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {sidecar.istio.io/inject: 'true'}}");
    PatchResult result = patch(meshed, "{'language': 'java', 'mode': 'annotate'}");
    assertThat(result.annotationPatch().at("/spec/template/metadata/annotations").toString())
        .contains("\"instrumentation.opentelemetry.io/java-container-names\":\"app\"");
    assertThat(codes(result)).contains(FindingCode.INJECTED_SIDECAR);
    PatchResult plain = patch(app(""), "{'language': 'java', 'mode': 'annotate'}");
    assertThat(plain.annotationPatch().toString())
        .isEqualTo("{\"spec\":{\"template\":{\"metadata\":"
            + "{\"annotations\":{\"instrumentation.opentelemetry.io/inject-java\":"
            + "\"otel-instrumentation-shop-prod\"}}}}}");
    assertThat(plain.rollback().annotationPatch().toString())
        .isEqualTo("{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{"
            + "\"instrumentation.opentelemetry.io/inject-java\":null}}}}}");
  }

  @Test
  void case14InitContainersAndInitTargets() {
    String manifest = pod("""
        initContainers:
        - {name: first, image: 'f:1'}
        - {name: migrate, image: 'm:1', env: [{name: A, value: a}]}
        - {name: sidecar, image: 's:1', restartPolicy: Always}""");
    assertThat(init(patch(manifest, JAVA), 3).path("name").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-java");
    PatchResult result = patch(manifest, "{'language': 'java', 'containers': ['app', 'migrate']}");
    assertThat(result.target().containers()).containsExactly("migrate", "app");
    assertThat(init(result, 1).path("name").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-java");
    assertThat(init(result, 2).path("name").asString()).isEqualTo("migrate");
    assertThat(init(result, 2).toString()).contains("JAVA_TOOL_OPTIONS");
    PatchResult native1 = patch(manifest, "{'language': 'java', 'containers': 'sidecar'}");
    assertThat(init(native1, 2).path("name").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-java");
    var input = Manifests.read(manifest);
    var patched = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    assertThat(Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched))
        .hasToString(input.toString());
  }

  @Test
  void case15VolumesAndMountsClash() {
    PatchResult name = patch(
        pod("volumes: [{name: opentelemetry-auto-instrumentation-java, emptyDir: {}}]"), JAVA);
    assertThat(codes(name)).contains(FindingCode.VOLUME_NAME_TAKEN);
    PatchResult path = patch(app("volumeMounts:\n- {name: v, mountPath: "
        + "/otel-auto-instrumentation-java-app/}") + "      volumes: [{name: v, emptyDir: {}}]\n",
        JAVA);
    assertThat(codes(path)).contains(FindingCode.MOUNT_PATH_TAKEN);
    PatchResult parent = patch(
        app("volumeMounts: [{name: v, mountPath: /}]")
            + "      volumes: [{name: v, emptyDir: {}}]\n",
        JAVA);
    assertThat(parent.status()).isEqualTo(Status.PATCHED);
    assertThat(codes(parent)).contains(FindingCode.PARENT_PATH_MOUNTED);
    PatchResult lost = patch(app("volumeMounts: [{name: nowhere, mountPath: /x}]"), JAVA);
    assertThat(codes(lost)).contains(FindingCode.WOULD_BE_REJECTED);
  }

  @Test
  void case16ReadOnlyRootFilesystemIsCopied() {
    PatchResult result = patch(
        app("securityContext: {readOnlyRootFilesystem: true, runAsUser: 7}"), JAVA);
    assertThat(init(result, 0).path("securityContext").toString())
        .isEqualTo("{\"readOnlyRootFilesystem\":true,\"runAsUser\":7}");
  }

  @Test
  void case17NonRootWithoutUser() {
    String manifest = pod("securityContext: {runAsNonRoot: true}");
    PatchResult result = patch(manifest, JAVA);
    assertThat(init(result, 0).at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(codes(result)).contains(FindingCode.RUN_AS_NON_ROOT);
    PatchResult openshift = patch(manifest, "{'language': 'java', 'openshift': true}");
    assertThat(init(openshift, 0).at("/securityContext").has("runAsUser")).isFalse();
    PatchResult user = patch(pod("securityContext: {runAsNonRoot: true, runAsUser: 5}"), JAVA);
    assertThat(init(user, 0).has("securityContext")).isFalse();
  }

  @Test
  void case18RestrictedPodSecurity() {
    PatchResult partly = patch(pod("securityContext: {seccompProfile: {type: RuntimeDefault}}"),
        JAVA);
    assertThat(codes(partly)).contains(FindingCode.RESTRICTED_PROFILE);
    PatchResult whole = patch(app(
        "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}"), JAVA);
    assertThat(codes(whole)).doesNotContain(FindingCode.RESTRICTED_PROFILE);
    assertThat(init(whole, 0).at("/securityContext/capabilities/drop/0").asString())
        .isEqualTo("ALL");
    PatchResult given = patch(app(""),
        "{'language': 'java', 'initSecurityContext': {'runAsUser': 9}}");
    assertThat(init(given, 0).at("/securityContext").toString()).isEqualTo("{\"runAsUser\":9}");
  }

  @Test
  void case19PodLevelSecurityIsKept() {
    PatchResult result = patch(pod("securityContext: {fsGroup: 2000, runAsUser: 1000}"), JAVA);
    assertThat(result.patchedManifest().at("/spec/template/spec/securityContext").toString())
        .isEqualTo("{\"fsGroup\":2000,\"runAsUser\":1000}");
    assertThat(init(result, 0).has("securityContext")).isFalse();
  }

  @Test
  void case20ResourcesForQuotas() {
    JsonNode resources = init(patch(app(""), "{'language': 'nodejs'}"), 0).path("resources");
    assertThat(resources.toString())
        .isEqualTo("{\"limits\":{\"cpu\":\"500m\",\"memory\":\"256Mi\"},"
            + "\"requests\":{\"cpu\":\"50m\",\"memory\":\"128Mi\"}}");
    assertThat(codes(patch(app(""),
        "{'language': 'java', 'initResources': {'limits': {'memory': '64Mi'}}}")))
        .contains(FindingCode.RESOURCE_LIMIT_SMALL);
  }

  @Test
  void aGuaranteedPodIsSaidToBecomeBurstable() {
    String guaranteed = app("resources: {limits: {cpu: 1, memory: 1Gi}}");
    assertThat(codes(patch(guaranteed, JAVA))).contains(FindingCode.QOS_CLASS_CHANGES);
    assertThat(codes(patch(guaranteed, "{'language': 'sdk'}")))
        .doesNotContain(FindingCode.QOS_CLASS_CHANGES);
    assertThat(codes(patch(guaranteed,
        "{'language': 'java', 'initResources': {'limits': {'cpu': '500m', 'memory': '256Mi'}}}")))
        .doesNotContain(FindingCode.QOS_CLASS_CHANGES);
    for (String burstable : List.of("limits: {memory: 1Gi}",
        "limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}")) {
      assertThat(codes(patch(app("resources: {" + burstable + "}"), JAVA)))
          .doesNotContain(FindingCode.QOS_CLASS_CHANGES);
    }
  }

  @Test
  void case21EphemeralStorageLimit() {
    assertThat(codes(patch(app("resources: {limits: {ephemeral-storage: 100Mi}}"), JAVA)))
        .contains(FindingCode.EPHEMERAL_STORAGE_LIMIT);
    assertThat(codes(patch(app("resources: {requests: {ephemeral-storage: 100Mi}}"), JAVA)))
        .doesNotContain(FindingCode.EPHEMERAL_STORAGE_LIMIT);
  }

  @Test
  void case22SafeToEvictForTheAutoscaler() {
    PatchResult result = patch(app(""), "{'language': 'java', 'safeToEvict': true}");
    assertThat(result.patchedManifest().at("/spec/template/metadata/annotations")
        .path("cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-java");
    var patched = result.patchedManifest();
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(Manifests.read(app("")));
  }

  @Test
  void case23MemoryAndProbesOfJava() {
    String manifest = app("resources: {limits: {memory: 128Mi}}\n"
        + "livenessProbe: {tcpSocket: {port: 80}}");
    assertThat(codes(patch(manifest, JAVA))).contains(FindingCode.MEMORY_LIMIT_SMALL,
        FindingCode.STARTUP_PROBE_MISSING);
    assertThat(codes(patch(manifest, "{'language': 'python'}"))).doesNotContain(
        FindingCode.MEMORY_LIMIT_SMALL, FindingCode.STARTUP_PROBE_MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"os: {name: windows}", "nodeSelector: {kubernetes.io/os: windows}",
      "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
          + " {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In,"
          + " values: [windows]}]}]}}}"})
  void case24Windows(String members) {
    PatchResult result = patch(pod(members), JAVA);
    assertThat(result.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(result)).contains(FindingCode.WINDOWS);
  }

  @Test
  void case25HostNetworkAndServiceNames() {
    String service = "{'language': 'java', 'endpoint': 'http://collector.otel.svc:4318'}";
    assertThat(codes(patch(pod("hostNetwork: true"), service)))
        .contains(FindingCode.HOST_NETWORK_DNS);
    assertThat(codes(patch(pod("hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet"), service)))
        .doesNotContain(FindingCode.HOST_NETWORK_DNS);
    assertThat(codes(patch(pod("hostNetwork: true"), JAVA)))
        .doesNotContain(FindingCode.HOST_NETWORK_DNS);
    assertThat(value(patch(app(""), service), "OTEL_EXPORTER_OTLP_ENDPOINT"))
        .isEqualTo("http://collector.otel.svc:4318");
  }
}
