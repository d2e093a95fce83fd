package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.patch.PatchRefusedException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a rollback does to what others have done since. */
@NullUnmarked
class RollbackTest {
  private static final String POD = "/spec/template/spec";

  private static void change(ObjectNode now) {
    ObjectNode pod = (ObjectNode) now.at(POD);
    pod.withArray("volumes").addObject().put("name", "theirs").putObject("emptyDir");
    pod.withArray("initContainers").addObject().put("name", "theirs").put("image", "t:1");
    ObjectNode container = (ObjectNode) now.at(POD + "/containers/0");
    container.withArray("env").add(Json.variable("THEIRS", "x"));
    container.withArray("volumeMounts").addObject().put("name", "theirs").put("mountPath", "/t");
    restart(now);
  }

  /** As {@code kubectl rollout restart} does it. */
  private static void restart(ObjectNode now) {
    ((ObjectNode) now.at("/spec/template")).withObject("metadata").withObject("annotations")
        .put("kubectl.kubernetes.io/restartedAt", "2026-11-22T03:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "nodejs", "python", "dotnet", "sdk"})
  void theStrategicMergeTakesAwayOnlyWhatWasAdded(String language) {
    for (ObjectNode input : new ObjectNode[]{Manifests.read(app("")),
        Manifests.live(Manifests.read(app("")))}) {
      PatchResult result = patch(input, "{'language': '" + language + "'}");
      ObjectNode now = Manifests.jsonPatch(result.jsonPatch()).apply(input);
      change(now);
      ObjectNode expected = input.deepCopy();
      change(expected);
      assertThat(ShapesTest.normal(
          StrategicMergeApplier.apply(now, result.rollback().strategicMergePatch())))
          .isEqualTo(ShapesTest.normal(expected));
      assertThat(ShapesTest.normal(
          StrategicMergeApplier.apply(now, Manifests.rollback(now).strategicMergePatch())))
          .isEqualTo(ShapesTest.normal(expected));
    }
  }

  @Test
  void aRestartDoesNotStandInTheWayOfALiveRollback() {
    ObjectNode input = Manifests.live(Manifests.read(app("")));
    PatchResult result = patch(input, "{'language': 'java'}");
    ObjectNode now = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    change(now);
    ObjectNode expected = input.deepCopy();
    change(expected);
    assertThat(ShapesTest.normal(
        Manifests.jsonPatch(result.rollback().jsonPatch()).apply(now)))
        .isEqualTo(ShapesTest.normal(expected));
  }

  /** What a manifest says is restored to the byte, so it is refused where that cannot be. */
  @Test
  void aRollbackOfAManifestRefusesWhatItDoesNotKnow() {
    PatchResult result = patch(app(""), "{'language': 'java'}");
    ObjectNode now = result.patchedManifest().deepCopy();
    restart(now);
    assertThatThrownBy(() -> Manifests.jsonPatch(result.rollback().jsonPatch()).apply(now))
        .isInstanceOf(PatchRefusedException.class);
    assertThat(result.commands()).extracting(PatchResult.Command::command)
        .contains("kubectl -n shop-prod patch deployment shop --type=strategic --patch-file"
            + " deployment-shop.rollback.strategic.json");
    assertThat(Manifests.JSON
        .readTree(result.files().get("deployment-shop.rollback.strategic.json")))
        .isEqualTo(result.rollback().strategicMergePatch());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"java | JAVA_TOOL_OPTIONS | A | ' -Dlater=1' | A -Dlater=1",
      "nodejs | NODE_OPTIONS | A | ' --later' | A --later",
      "python | PYTHONPATH | /a | :/later | /a:/later",
      "dotnet | DOTNET_STARTUP_HOOKS | /a | :/later | /a:/later"})
  void whatOthersAddedToASharedVariableStays(String language, String name, String own,
      String later, String expected) {
    ObjectNode now = patch(app("env: [{name: " + name + ", value: " + own + "}]"),
        "{'language': '" + language + "'}").patchedManifest();
    for (var element : now.at(POD + "/containers/0/env")) {
      if (element.path("name").asString().equals(name)) {
        ((ObjectNode) element).put("value", element.path("value").asString() + later);
      }
    }
    ObjectNode back = Manifests.jsonPatch(Manifests.rollback(now).jsonPatch()).apply(now);
    assertThat(back).isEqualTo(
        Manifests.read(app("env: [{name: " + name + ", value: '" + expected + "'}]")));
  }

  /** It may be any variable that an injection can set, but this one did not. */
  @ParameterizedTest
  @CsvSource({"java, OTEL_TRACES_EXPORTER, ''", "java, OTEL_TRACES_SAMPLER_ARG, always_on",
      "python, OTEL_TRACES_SAMPLER_ARG, always_on"})
  void aVariableThatOthersAddedSinceStays(String language, String name, String sampler) {
    ObjectNode now = patch(app("env: [{name: A, value: a}]"), "{'language': '" + language + "'"
        + (sampler.isEmpty() ? "" : ", 'sampler': {'type': '" + sampler + "'}") + "}")
        .patchedManifest();
    ((ArrayNode) now.at(POD + "/containers/0/env")).add(Json.variable(name, "theirs"));
    ObjectNode back = Manifests.jsonPatch(Manifests.rollback(now).jsonPatch()).apply(now);
    assertThat(back).isEqualTo(Manifests
        .read(app("env: [{name: A, value: a}, {name: " + name + ", value: theirs}]")));
  }

  @Test
  void aContainerThatWasRenamedWouldKeepItsMount() {
    String patched = patch(app(""), "{'language': 'java'}").patchedManifest().toString();
    PatchResult renamed = Manifests.rollback(
        Manifests.read(patched.replace("\"name\":\"app\"", "\"name\":\"web\"")));
    assertThat(renamed.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(renamed)).contains(FindingCode.UNKNOWN_CONTAINER,
        FindingCode.WOULD_BE_REJECTED);
  }

  @Test
  void aVariableThatOthersAddedIsNoReasonToPatchAgain() {
    ObjectNode now = patch(app("env: [{name: A, value: a}]"), "{'language': 'java'}")
        .patchedManifest();
    ArrayNode env = (ArrayNode) now.at(POD + "/containers/0/env");
    env.add(Json.variable("THEIRS", "x"));
    PatchResult again = patch(now, "{'language': 'java'}");
    assertThat(again.status()).as("%s", again.findings()).isEqualTo(Status.UNCHANGED);
    env.insert(0, env.remove(env.size() - 2));
    PatchResult brokenReferences = patch(now, "{'language': 'java'}");
    assertThat(brokenReferences.status()).isEqualTo(Status.PATCHED);
    assertThat(patch(brokenReferences.patchedManifest(), "{'language': 'java'}").jsonPatch())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "metadata: {annotations: {a: b}}", "metadata: {annotations:"
      + " {instrumentation.opentelemetry.io/inject-java: other}}", "metadata: null"})
  void annotationsToo(String metadata) {
    ObjectNode input = Manifests.read("""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop, namespace: shop-prod}
        spec: {template: {spec: {containers: [{name: app, image: 'a:1'}]}}}
        """.replace("{template: {", "{template: {" + metadata + (metadata.isEmpty() ? "" : ", ")));
    PatchResult result = patch(input,
        "{'language': 'java', 'mode': 'annotate', 'override': true}");
    ObjectNode patched = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    ObjectNode back = Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched);
    assertThat(back).isEqualTo(input);
    assertThat(ShapesTest.normal(
        StrategicMergeApplier.apply(patched, result.rollback().strategicMergePatch())))
        .isEqualTo(ShapesTest.normal(input));
    ObjectNode now = patched.deepCopy();
    restart(now);
    assertThat(ShapesTest.normal(
        StrategicMergeApplier.apply(now, result.rollback().strategicMergePatch())).toString())
        .contains("restartedAt").doesNotContain("otel-instrumentation-shop-prod");
  }
}
