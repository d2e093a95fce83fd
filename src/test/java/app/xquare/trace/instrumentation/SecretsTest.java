package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Values of the application do not turn up where they were not before. */
@NullUnmarked
class SecretsTest {
  private static final String SECRET = "hunter2-geheim";

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME",
      "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_NODE_IP", "PASSWORD",
      "OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"})
  void noFindingAndNoMarkerHoldsThem(String name) {
    for (String value : new String[]{"-Dpassword=" + SECRET, "http://u:" + SECRET + "@h:4318",
        "token=" + SECRET, "-Dlicense_key=" + SECRET, "-Ddb.pass=" + SECRET,
        "-Da=AccessKey:" + SECRET, "Bearer " + SECRET}) {
      for (String override : new String[]{"true", "false"}) {
        PatchResult result = Manifests.patch(
            app("env: [{name: " + name + ", value: '" + value + "'}]"),
            "{'language': 'java', 'override': " + override + "}");
        assertThat(result.findings().toString()).doesNotContain(SECRET);
        assertThat(result.commands().toString()).doesNotContain(SECRET);
        assertThat(result.patchedManifest().at("/spec/template/metadata").toString())
            .doesNotContain(SECRET);
      }
    }
  }

  @Test
  void aWithheldValueIsFoundAgainWhereItCanBe() {
    ObjectNode input = Manifests
        .read(app("env: [{name: JAVA_TOOL_OPTIONS, value: '-Dpassword=" + SECRET + "'}]"));
    PatchResult result = Manifests.patch(input, "{'language': 'java'}");
    assertThat(Manifests.codes(result)).contains(FindingCode.ORIGINAL_NOT_RECORDED);
    ObjectNode patched = result.patchedManifest();
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(input);
    assertThat(Manifests.patch(patched, "{'language': 'java'}").jsonPatch()).isEmpty();
  }

  @Test
  void aWithheldValueThatIsGoneIsNotInvented() {
    PatchResult result = Manifests.patch(
        app("env: [{name: OTEL_SERVICE_NAME, value: 'token=" + SECRET + "'}]"),
        "{'language': 'java', 'override': true}");
    PatchResult back = Manifests.rollback(result.patchedManifest());
    assertThat(back.status()).isEqualTo(PatchResult.Status.REFUSED);
    assertThat(Manifests.codes(back)).containsExactly(FindingCode.ROLLBACK_IMPOSSIBLE);
    assertThat(Manifests.jsonPatch(result.rollback().jsonPatch()).apply(result.patchedManifest())
        .toString()).contains(SECRET);
  }

  @Test
  void anEndpointWithAPasswordIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> Manifests
        .options("{'language': 'java', 'endpoint': 'http://u:" + SECRET + "@host:4318'}"))
        .isInstanceOf(InvalidOptionException.class).hasMessageContaining("endpoint")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void malformedValuesAreNotRepeated() {
    PatchResult result = Manifests.patch(app("env: [{name: PIN, value: 4711}]"),
        "{'language': 'java'}");
    assertThat(result.findings().toString()).contains("PIN").doesNotContain("4711");
  }
}
