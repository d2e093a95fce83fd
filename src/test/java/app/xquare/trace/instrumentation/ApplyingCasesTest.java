package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.deployment;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static app.xquare.trace.instrumentation.Manifests.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.manifest.ManifestException;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchRefusedException;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Edge cases 42 to 50 of the specification: limits, runtimes, applying, rolling back, malice. */
@NullUnmarked
class ApplyingCasesTest {
  private static final String JAVA = "{'language': 'java'}";

  @Test
  void case42AnnotationLimitAndEncoding() {
    String wide = app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {wide: " + "\uD559".repeat(87_370) + "}}");
    assertThat(codes(patch(wide, JAVA))).contains(FindingCode.ANNOTATIONS_TOO_LARGE);
    String huge = app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {huge: " + "x".repeat(262_100) + "}}");
    PatchResult result = patch(huge, JAVA);
    assertThat(result.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(result)).contains(FindingCode.ANNOTATIONS_TOO_LARGE);
    PatchResult encoded = patch(app(""),
        "{'language': 'java', 'resourceAttributes': {'team': 'a,b=c d%\\uD559'}}");
    assertThat(value(encoded, "OTEL_RESOURCE_ATTRIBUTES"))
        .contains("team=a%2Cb%3Dc%20d%25%ED%95%99");
  }

  @Test
  void case43PlatformIsAskedForNotGuessed() {
    String alpine = app("").replace("example/app:1", "python:3.13-alpine");
    PatchResult asked = patch(alpine, "{'language': 'python'}");
    assertThat(codes(asked)).contains(FindingCode.PLATFORM_UNKNOWN);
    assertThat(asked.patchedManifest().toString()).contains("\"/autoinstrumentation/.\"");
    PatchResult musl = patch(alpine, "{'language': 'python', 'platform': 'musl'}");
    assertThat(codes(musl)).doesNotContain(FindingCode.PLATFORM_UNKNOWN);
    assertThat(musl.patchedManifest().toString()).contains("\"/autoinstrumentation-musl/.\"");
    assertThat(value(patch(alpine, "{'language': 'dotnet', 'platform': 'musl'}"),
        "CORECLR_PROFILER_PATH")).contains("/linux-musl/");
  }

  @ParameterizedTest
  @CsvSource({"python:3.9, python, RUNTIME_VERSION", "openjdk:7, java, RUNTIME_VERSION",
      "python:2.7-slim, python, RUNTIME_VERSION"})
  void case44OldRuntimes(String image, String language, FindingCode code) {
    assertThat(codes(patch(app("").replace("example/app:1", image),
        "{'language': '" + language + "'}"))).contains(code);
  }

  @Test
  void case44ModulesAndStaticBinaries() {
    assertThat(codes(patch(app("command: [node, server.mjs]"), "{'language': 'nodejs'}")))
        .contains(FindingCode.NODE_ESM);
    assertThat(codes(patch(app(""), "{'language': 'go', 'allowPrivileged': true}")))
        .contains(FindingCode.GO_TARGET_UNKNOWN);
    assertThatThrownBy(() -> Manifests.options("{'language': 'go'}"))
        .isInstanceOf(InvalidOptionException.class).hasMessageContaining("privileged");
    PatchResult go = patch(app(""),
        "{'language': 'go', 'allowPrivileged': true, 'goTarget': '/app/shop'}");
    assertThat(go.status()).as("%s", go.findings()).isEqualTo(Status.PATCHED);
    assertThat(go.patchedManifest().at("/spec/template/spec/shareProcessNamespace").asBoolean())
        .isTrue();
    assertThat(Manifests.container(go, 1).toString()).contains("k8s.container.name=app",
        "\"privileged\":true", "/app/shop");
    ObjectNode input = Manifests.read(app(""));
    ObjectNode patched = Manifests.jsonPatch(go.jsonPatch()).apply(input);
    assertThat(Manifests.jsonPatch(go.rollback().jsonPatch()).apply(patched))
        .hasToString(input.toString());
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(input);
  }

  @Test
  void case45TwoLanguagesInOneContainer() {
    String annotated = app("").replace("metadata: {labels: {app: shop}}",
        "metadata: {annotations: {instrumentation.opentelemetry.io/inject-nodejs: 'true'}}");
    assertThat(codes(patch(annotated, JAVA))).contains(FindingCode.TWO_LANGUAGES);
    assertThat(patch(annotated, "{'language': 'java', 'force': true}").status())
        .isEqualTo(Status.PATCHED);
    ObjectNode java = patch(app(""), JAVA).patchedManifest();
    assertThat(codes(patch(java, "{'language': 'python'}"))).contains(FindingCode.TWO_LANGUAGES);
    assertThat(patch(java, "{'language': 'python', 'force': true}").patchedManifest())
        .isEqualTo(patch(app(""), "{'language': 'python'}").patchedManifest());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void case46DriftBetweenReadAndApply(boolean live) {
    ObjectNode read = Manifests.read(app("env: [{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}]"));
    read = live ? Manifests.live(read) : read;
    JsonPatch patch = Manifests.jsonPatch(patch(read, JAVA).jsonPatch());
    ObjectNode drifted = (ObjectNode) Manifests.JSON
        .readTree(read.toString().replace("-Xmx1g", "-Xmx2g"));
    if (live) {
      ((ObjectNode) drifted.get("metadata")).put("generation", 8);
    }
    String before = drifted.toString();
    assertThatThrownBy(() -> patch.apply(drifted)).isInstanceOf(PatchRefusedException.class);
    assertThat(drifted).hasToString(before);
    ObjectNode another = Manifests.read(deployment("- {name: other, image: 'o:1'}"));
    assertThatThrownBy(() -> patch.apply(another)).isInstanceOf(PatchRefusedException.class);
  }

  /** Some tools take the generation out of what a cluster gives. */
  @Test
  void case46LiveWithoutGeneration() {
    ObjectNode read = Manifests.live(Manifests.read(app("")));
    ((ObjectNode) read.get("metadata")).remove("generation");
    JsonPatch patch = Manifests.jsonPatch(patch(read, JAVA).jsonPatch());
    ObjectNode drifted = Manifests.live(Manifests.read(app("env: [{name: NEW, value: x}]")));
    ((ObjectNode) drifted.get("metadata")).remove("generation");
    assertThatThrownBy(() -> patch.apply(drifted)).isInstanceOf(PatchRefusedException.class);
    ObjectNode once = patch.apply(read);
    assertThatThrownBy(() -> patch.apply(once)).isInstanceOf(PatchRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "nodejs", "python", "dotnet", "sdk"})
  void case47ApplyingTwiceIsRefused(String language) {
    JsonPatch patch = Manifests.jsonPatch(patch(app("env: [{name: A, value: a}]"),
        "{'language': '" + language + "'}").jsonPatch());
    ObjectNode once = patch.apply(Manifests.read(app("env: [{name: A, value: a}]")));
    assertThatThrownBy(() -> patch.apply(once)).isInstanceOf(PatchRefusedException.class);
  }

  @Test
  void case48RollbackAfterSomebodyAddedEnvBeforeOurs() {
    PatchResult result = patch(app("env: [{name: A, value: a}]"), JAVA);
    ObjectNode now = result.patchedManifest().deepCopy();
    ((ArrayNode) now.at("/spec/template/spec/containers/0/env")).insert(0,
        Json.variable("NEW", "n"));
    JsonPatch emitted = Manifests.jsonPatch(result.rollback().jsonPatch());
    assertThatThrownBy(() -> emitted.apply(now)).isInstanceOf(PatchRefusedException.class);
    PatchResult anew = Manifests.rollback(now);
    assertThat(anew.status()).isEqualTo(Status.PATCHED);
    assertThat(Manifests.jsonPatch(anew.jsonPatch()).apply(now)).isEqualTo(
        Manifests.read(app("env: [{name: NEW, value: 'n'}, {name: A, value: a}]")));
    assertThat(ShapesTest.normal(
        StrategicMergeApplier.apply(now, result.rollback().strategicMergePatch())))
        .isEqualTo(Manifests.read(app("env: [{name: NEW, value: 'n'}, {name: A, value: a}]")));
  }

  @Test
  void case49ContainerNamesTheOperatorCannotRead() {
    String manifest = deployment("- {name: a.b, image: 'a:1'}\n- {name: c, image: 'c:1'}");
    PatchResult result = patch(manifest,
        "{'language': 'java', 'mode': 'annotate', 'containers': 'a.b'}");
    assertThat(result.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(result)).contains(FindingCode.CONTAINER_ANNOTATION_UNUSABLE);
    assertThat(patch(manifest, "{'language': 'java', 'containers': 'a.b'}").status())
        .isEqualTo(Status.PATCHED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: !!java.lang.String b", "a: !!python/object:os.system x",
      "!!javax.script.ScriptEngineManager []", "a: !custom {b: c}", "a: !!binary aGk=",
      "a: !!set {b}", "a: &x [*x]", "? [a]\n: b", "a: b\na: c", "a: .inf", "- a", "text", "a: [",
      "{\"a\": 1, \"a\": 2}", "{\"a\": [1,]}", "{\"a\": NaN}"})
  void case50TagsAndOtherMalice(String text) {
    assertThatThrownBy(() -> ManifestReader.read(text)).isInstanceOf(ManifestException.class);
  }

  @Test
  void case50Limits() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [*a").append(i - 1)
          .append(", *a").append(i - 1).append("]\n");
    }
    tooLarge(bomb.toString());
    tooLarge("a: " + "[".repeat(5_000) + "]".repeat(5_000));
    tooLarge("{\"a\": " + "[".repeat(61) + "]".repeat(61) + "}", "{\"a\": ");
    tooLarge("a: " + "x".repeat(5 << 20));
    tooLarge("---\na: b\n".repeat(1_000));
    tooLarge("apiVersion: v1\nkind: List\nitems:\n" + "- {a: b}\n".repeat(1_000));
    tooLarge("a:\n" + "- [x, x, x, x, x, x, x, x, x, x]\n".repeat(12_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"- {name: A%d, value: 1}\n", "- {name: A, value: x}\n"})
  void case50ThousandsOfFaults(String element) {
    StringBuilder env = new StringBuilder("env:\n");
    for (int i = 0; i < 10_000; i++) {
      env.append(String.format(Locale.ROOT, element, i));
    }
    ObjectNode manifest = Manifests.read(app(env.toString()));
    for (String text : new String[]{app(env.toString()), manifest.toString()}) {
      PatchResult result = patch(text, JAVA);
      assertThat(result.status())
          .isEqualTo(element.contains("value: 1") ? Status.REFUSED : Status.PATCHED);
      assertThat(result.findings()).hasSizeBetween(100, 110);
      assertThat(result.findings().stream().filter(one -> one.message().endsWith("of these.")))
          .singleElement().satisfies(last -> assertThat(last.line()).isNotNull());
    }
  }

  private static void tooLarge(String text) {
    assertThatThrownBy(() -> ManifestReader.read(text)).isInstanceOfSatisfying(
        ManifestException.class, refused -> assertThat(refused.isTooLarge()).isTrue());
  }

  /** JSON says of too deep what it says of broken. */
  private static void tooLarge(String text, String json) {
    assertThat(text).startsWith(json);
    assertThatThrownBy(() -> ManifestReader.read(text)).isInstanceOf(ManifestException.class);
  }
}
