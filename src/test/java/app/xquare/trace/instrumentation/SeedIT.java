package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.xquare.trace.instrumentation.manifest.YamlWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A deployment that once took seven patches by hand, with one, applied by the real kubectl; and the
 * shapes of {@link ShapesTest} by it as well. Needs kubectl, of Debian's kubernetes-client.
 */
@NullUnmarked
class SeedIT {
  private static final String OPTIONS = """
      {"language": "python", "endpoint": "http://collector-agent.ao.svc.cluster.local:4318",
       "signals": ["traces", "metrics", "logs"], "nodeSelector": {"ao-node": "observability"},
       "env": {"OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED": "true"},
       "resourceAttributes": {"deployment.environment": "production"}}""";

  @TempDir
  private Path folder;
  private Kubectl kubectl;

  @BeforeEach
  void needsKubectl() {
    assumeTrue(Kubectl.isInstalled(), "kubectl is missing; Debian has it in kubernetes-client");
    kubectl = new Kubectl(folder);
  }

  @Test
  void onePatchInPlaceOfSeven() throws Exception {
    String manifest = Manifests.resource("seed-scheduler.yaml");
    PatchResult result = Manifests.patch(manifest, OPTIONS);
    ObjectNode patched = Manifests
        .read(kubectl.patch(manifest, "json", result.jsonPatch().toString()));
    assertThat(patched).isEqualTo(result.patchedManifest());

    JsonNode pod = patched.at("/spec/template/spec");
    assertThat(pod.at("/nodeSelector/ao-node").asString()).isEqualTo("observability");
    assertThat(pod.at("/initContainers/0/name").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-python");
    assertThat(pod.at("/volumes/1/name").asString())
        .isEqualTo("opentelemetry-auto-instrumentation-python");
    assertThat(Manifests.value(result, "OTEL_TRACES_EXPORTER")).isEqualTo("otlp");
    assertThat(Manifests.value(result, "OTEL_METRICS_EXPORTER")).isEqualTo("otlp");
    assertThat(Manifests.value(result, "OTEL_LOGS_EXPORTER")).isEqualTo("otlp");
    assertThat(Manifests.value(result, "OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED"))
        .isEqualTo("true");
    assertThat(Manifests.value(result, "OTEL_EXPORTER_OTLP_ENDPOINT"))
        .isEqualTo("http://collector-agent.ao.svc.cluster.local:4318");
    assertThat(Manifests.value(result, "OTEL_EXPORTER_OTLP_PROTOCOL")).isEqualTo("http/protobuf");
    assertThat(Manifests.value(result, "OTEL_SERVICE_NAME")).isEqualTo("cxtm-scheduler");
    assertThat(Manifests.value(result, "OTEL_RESOURCE_ATTRIBUTES"))
        .contains("deployment.environment=production", "service.version=25.2.2",
            "service.namespace=cxtm");

    // What the seven patches lost: the volume, the mount and the variables of the application, its
    // own module path, and its command.
    assertThat(pod.at("/volumes/0/name").asString()).isEqualTo("config");
    assertThat(pod.at("/containers/0/volumeMounts/0/mountPath").asString()).isEqualTo("/etc/cxtm");
    assertThat(Manifests.value(result, "TZ")).isEqualTo("Asia/Seoul");
    assertThat(Manifests.variable(result, "DB_PASSWORD").has("valueFrom")).isTrue();
    assertThat(Manifests.value(result, "PYTHONPATH")).contains(":/app:");
    assertThat(pod.at("/containers/0/command").toString()).isEqualTo("[\"python3\",\"cron.py\"]");
  }

  @Test
  void theRollbackGivesBackTheOriginalByteForByte() throws Exception {
    String manifest = Manifests.resource("seed-scheduler.yaml");
    PatchResult result = Manifests.patch(manifest, OPTIONS);
    String before = kubectl.patch(manifest, "json", "[]");
    String patched = kubectl.patch(manifest, "json", result.jsonPatch().toString());
    assertThat(patched).isNotEqualTo(before);
    assertThat(kubectl.patch(patched, "json", result.rollback().jsonPatch().toString()))
        .isEqualTo(before);
    JsonNode byMarkers = Manifests.rollback(Manifests.read(patched)).jsonPatch();
    assertThat(kubectl.patch(patched, "json", byMarkers.toString())).isEqualTo(before);
    Kubectl.Answer twice = kubectl.tryPatch(patched, "json", result.jsonPatch().toString());
    assertThat(twice.exit()).isNotZero();
    assertThat(twice.printed()).isEmpty();
  }

  @Test
  void kustomizeMakesTheSameOfIt() throws Exception {
    PatchResult result = Manifests.patch(Manifests.resource("seed-scheduler.yaml"), OPTIONS);
    Files.writeString(folder.resolve("base.yaml"), Manifests.resource("seed-scheduler.yaml"));
    Files.writeString(folder.resolve("kustomization.yaml"),
        "resources: [base.yaml]\n" + result.git().kustomize());
    for (var file : result.files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Kubectl.Answer built = kubectl.run("kustomize", ".");
    assertThat(built.exit()).as(built.complaints()).isZero();
    assertThat(Manifests.read(built.printed())).isEqualTo(result.patchedManifest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deployment", "Rollout"})
  void kustomizeReadsAnnotationsToo(String kind) throws Exception {
    String manifest = Manifests.app("").replace("kind: Deployment", "kind: " + kind)
        .replace("apps/v1", kind.equals("Rollout") ? "argoproj.io/v1alpha1" : "apps/v1");
    PatchResult result = Manifests.patch(manifest, "{'language': 'nginx'}");
    Files.writeString(folder.resolve("base.yaml"), manifest);
    Files.writeString(folder.resolve("kustomization.yaml"),
        "resources: [base.yaml]\n" + result.git().kustomize());
    for (var file : result.files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Kubectl.Answer built = kubectl.run("kustomize", ".");
    assertThat(built.exit()).as(built.complaints()).isZero();
    assertThat(Manifests.read(built.printed())).isEqualTo(result.patchedManifest());
    String file = kind.toLowerCase(Locale.ROOT) + "-shop.patch.json";
    assertThat(Manifests.read(kubectl.patch(manifest, "merge", result.files().get(file))))
        .isEqualTo(result.patchedManifest());
  }

  /** Since others have written into what the patch made, it must not be taken away. */
  @ParameterizedTest
  @ValueSource(strings = {"java", "nodejs", "python", "dotnet", "sdk"})
  void theStrategicRollbackLeavesWhatOthersAdded(String language) throws Exception {
    String manifest = Manifests.app("");
    PatchResult result = Manifests.patch(manifest, "{'language': '" + language + "'}");
    String theirs = """
        {"spec": {"template": {"metadata": {"annotations": {"theirs": "x"}}, "spec": {
          "volumes": [{"name": "theirs", "emptyDir": {}}],
          "containers": [{"name": "app", "env": [{"name": "THEIRS", "value": "x"}],
            "volumeMounts": [{"name": "theirs", "mountPath": "/t"}]}]}}}}""";
    String patched = kubectl.patch(manifest, "json", result.jsonPatch().toString());
    String changed = kubectl.patch(patched, "strategic", theirs);
    String back = kubectl.patch(changed, "strategic",
        result.rollback().strategicMergePatch().toString());
    assertThat(ShapesTest.normal(Manifests.read(back)))
        .isEqualTo(ShapesTest.normal(
            Manifests.read(kubectl.patch(manifest, "strategic", theirs))));
  }

  static List<Arguments> shapes() {
    // What differs for live objects are tests of uid and generation.
    return ShapesTest.all().filter(shape -> shape.get()[2].equals(false)).toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("shapes")
  void kubectlAppliesAllFormsAlike(String name, String language, boolean live, ObjectNode input)
      throws Exception {
    String manifest = YamlWriter.write(List.of(input));
    PatchResult result = Manifests.patch(input, "{'language': '" + language + "'}");
    if (result.jsonPatch() != null) {
      ObjectNode patched = Manifests
          .read(kubectl.patch(manifest, "json", result.jsonPatch().toString()));
      assertThat(ShapesTest.normal(patched))
          .isEqualTo(ShapesTest.normal(result.patchedManifest()));
      assertThat(ShapesTest.normal(Manifests.read(kubectl.patch(YamlWriter.write(List.of(patched)),
          "json", result.rollback().jsonPatch().toString()))))
          .isEqualTo(ShapesTest.normal(input));
    }
    if (result.strategicMergePatch() != null) {
      // A server drops null lists; kubectl alone stumbles over them.
      String arrived = YamlWriter.write(List.of(ShapesTest.normal(input)));
      String strategic = kubectl.patch(arrived, "strategic",
          result.strategicMergePatch().toString());
      assertThat(ShapesTest.normal(Manifests.read(strategic)))
          .isEqualTo(ShapesTest.normal(result.patchedManifest()));
      assertThat(ShapesTest.normal(Manifests.read(kubectl.patch(strategic, "strategic",
          result.rollback().strategicMergePatch().toString()))))
          .isEqualTo(ShapesTest.normal(input));
    }
  }
}
