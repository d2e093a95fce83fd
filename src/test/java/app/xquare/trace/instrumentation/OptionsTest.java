package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.app;
import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.container;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static app.xquare.trace.instrumentation.Manifests.pod;
import static app.xquare.trace.instrumentation.Manifests.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What options do that no edge case is about, and that it can all be undone. */
@NullUnmarked
class OptionsTest {
  private static void reversible(String manifest, PatchResult result) {
    ObjectNode input = Manifests.read(manifest);
    ObjectNode patched = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    assertThat(Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched))
        .hasToString(input.toString());
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(input);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "command: [python3, cron.py] | | [\"python3\",\"W\",\"python3\",\"cron.py\"] |",
      "command: [sh, -c, 'exec python3 a.py'] | | [\"python3\",\"W\",\"sh\",\"-c\",\"exec python3 a.py\"] |",
      "args: [a.py] | 'imageEntrypoint': ['python3'] | [\"python3\",\"W\",\"python3\"] | [\"a.py\"]",
      "ports: [] | 'imageEntrypoint': ['python3'], 'imageCommand': ['b.py'] | [\"python3\",\"W\",\"python3\"] | [\"b.py\"]",
      "command: [python3, a.py, --token=geheim] | | [\"python3\",\"W\",\"python3\",\"a.py\",\"--token=geheim\"] |"})
  void wrappedCommands(String members, String options, String command, String args) {
    PatchResult result = patch(app(members), "{'language': 'python', 'wrapCommand': true"
        + (options == null ? "" : ", " + options) + "}");
    assertThat(container(result, 0).path("command").toString()).isEqualTo(
        command.replace("W", "/otel-auto-instrumentation-python/bin/opentelemetry-instrument"));
    assertThat(container(result, 0).path("args").toString()).isEqualTo(args == null ? "" : args);
    assertThat(codes(result)).contains(FindingCode.WRAPPER_REDUNDANT);
    assertThat(result.patchedManifest().at("/spec/template/metadata").toString())
        .doesNotContain("geheim");
    reversible(app(members), result);
  }

  @Test
  void commandsThatAreNotKnown() {
    for (String members : new String[]{"", "args: [a.py]"}) {
      assertThat(codes(patch(app(members), "{'language': 'python', 'wrapCommand': true}")))
          .contains(FindingCode.IMAGE_ENTRYPOINT_UNKNOWN);
    }
  }

  @Test
  void fieldsOfThePod() {
    String manifest = pod("nodeSelector: {a: b}\nimagePullSecrets: [{name: one}]");
    PatchResult result = patch(manifest, """
        {'language': 'java', 'nodeSelector': {'pool/x': 'web', 'a': 'b'},
         'imagePullSecrets': ['one', 'two'], 'imagePullPolicy': 'Always', 'volumeSizeLimit': '1Gi',
         'image': 'own.example:5000/agent@sha256:abc'}""");
    JsonNode spec = result.patchedManifest().at("/spec/template/spec");
    assertThat(spec.path("nodeSelector").toString()).isEqualTo("{\"a\":\"b\",\"pool/x\":\"web\"}");
    assertThat(spec.path("imagePullSecrets").toString())
        .isEqualTo("[{\"name\":\"one\"},{\"name\":\"two\"}]");
    assertThat(spec.at("/volumes/0/emptyDir/sizeLimit").asString()).isEqualTo("1Gi");
    assertThat(spec.at("/initContainers/0/imagePullPolicy").asString()).isEqualTo("Always");
    assertThat(result.patchedManifest().toString())
        .contains("\"trace.xquare.app/instrumented\":\"java@sha256:abc\"");
    reversible(manifest, result);
    reversible(app(""), patch(app(""), "{'language': 'sdk', 'nodeSelector': {'a': 'b'},"
        + " 'imagePullSecrets': ['x']}"));
    assertThat(codes(patch(manifest, "{'language': 'java', 'nodeSelector': {'a': 'c'}}")))
        .contains(FindingCode.NODE_SELECTOR_CONFLICT);
  }

  @Test
  void variablesAndProtocols() {
    PatchResult result = patch(app("env: [{name: MINE, value: kept}]"), """
        {'language': 'java', 'protocol': 'grpc', 'signals': ['metrics'],
         'env': [{'name': 'MINE', 'value': 'x'}, {'name': 'NEW', 'value': 'y'}],
         'languageEnv': {'OTEL_JAVAAGENT_DEBUG': 'true'}, 'propagators': ['b3', 'baggage']}""");
    assertThat(value(result, "OTEL_EXPORTER_OTLP_ENDPOINT"))
        .isEqualTo("http://$(OTEL_NODE_IP):4317");
    assertThat(value(result, "OTEL_EXPORTER_OTLP_PROTOCOL")).isEqualTo("grpc");
    assertThat(value(result, "OTEL_TRACES_EXPORTER")).isEqualTo("none");
    assertThat(value(result, "OTEL_METRICS_EXPORTER")).isEqualTo("otlp");
    assertThat(value(result, "OTEL_PROPAGATORS")).isEqualTo("b3,baggage");
    assertThat(value(result, "MINE")).isEqualTo("kept");
    assertThat(value(result, "NEW")).isEqualTo("y");
    assertThat(codes(result)).contains(FindingCode.CONFLICT_KEPT)
        .doesNotContain(FindingCode.PORT_PROTOCOL_MISMATCH);
    reversible(app("env: [{name: MINE, value: kept}]"), result);
    assertThat(codes(patch(app(""), "{'language': 'java', 'endpoint': 'http://c:4317'}")))
        .contains(FindingCode.PORT_PROTOCOL_MISMATCH);
  }

  /** What the caller wants to set and what loads the agent is one variable. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "java | env | JAVA_TOOL_OPTIONS | -Xmx1g |"
          + " -Xmx1g -javaagent:/otel-auto-instrumentation-java-app/javaagent.jar",
      "nodejs | languageEnv | NODE_OPTIONS | --inspect |"
          + " --inspect --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js",
      "python | env | PYTHONPATH | /lib |"
          + " /otel-auto-instrumentation-python/opentelemetry/instrumentation/auto_instrumentation"
          + ":/lib:/otel-auto-instrumentation-python",
      "dotnet | env | DOTNET_SHARED_STORE | /mine | /mine:/otel-auto-instrumentation-dotnet/store"})
  void sharedVariablesMayBeAskedForToo(String language, String option, String name, String asked,
      String expected) {
    String options = "{'language': '" + language + "', '" + option + "': {'" + name + "': '" + asked
        + "'}, 'override': true}";
    PatchResult result = patch(app(""), options);
    assertThat(value(result, name)).isEqualTo(expected);
    reversible(app(""), result);
    String own = app("env: [{name: " + name + ", value: own}]");
    assertThat(value(patch(own, options), name)).isEqualTo(expected);
    reversible(own, patch(own, options));
    String kept = value(patch(own, options.replace("true", "false")), name);
    assertThat(kept).contains("own").doesNotContain(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"env", "languageEnv"})
  void commonVariablesMayBeAskedForToo(String option) {
    String options = "{'language': 'java', '" + option + "': {'OTEL_RESOURCE_ATTRIBUTES':"
        + " 'team=a,service.namespace=mine', 'OTEL_NODE_IP': '10.0.0.1', 'OTEL_POD_IP': '10.0.0.2',"
        + " 'OTEL_SERVICE_NAME': 'asked'}}";
    PatchResult result = patch(app(""), options);
    assertThat(result.status()).as("%s", result.findings()).isEqualTo(PatchResult.Status.PATCHED);
    assertThat(value(result, "OTEL_RESOURCE_ATTRIBUTES"))
        .startsWith("team=a,service.namespace=mine,").doesNotContain("service.namespace=shop-prod");
    assertThat(value(result, "OTEL_NODE_IP")).isEqualTo("10.0.0.1");
    assertThat(value(result, "OTEL_SERVICE_NAME")).isEqualTo("asked");
    assertThat(container(result, 0).path("env").findValuesAsString("name"))
        .doesNotHaveDuplicates().endsWith("OTEL_RESOURCE_ATTRIBUTES");
    reversible(app(""), result);
    String own = app("env: [{name: OTEL_SERVICE_NAME, value: own},"
        + " {name: OTEL_RESOURCE_ATTRIBUTES, value: 'team=b'}]");
    PatchResult overridden = patch(own,
        options.replace("{'language", "{'override': true, 'language"));
    assertThat(value(overridden, "OTEL_SERVICE_NAME")).isEqualTo("asked");
    assertThat(value(overridden, "OTEL_RESOURCE_ATTRIBUTES")).startsWith("team=a,");
    reversible(own, overridden);
  }

  @ParameterizedTest
  @CsvSource({"traceidratio, 0.25, 0.25", "parentbased_traceidratio, '', 1", "traceidratio, .5, .5",
      "traceidratio, 1e-3, 1e-3", "jaeger_remote, '', ", "always_on, 0.5, ",
      "jaeger_remote, 'endpoint=http://j:14250', 'endpoint=http://j:14250'"})
  void samplers(String type, String argument, String expected) {
    PatchResult result = patch(app(""), "{'language': 'java', 'sampler': {'type': '" + type + "'"
        + (argument.isEmpty() ? "" : ", 'argument': '" + argument + "'") + "}}");
    assertThat(value(result, "OTEL_TRACES_SAMPLER_ARG")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1d", "0x1p-1", "NaN", "1.5", "-0.1", "half", " 1"})
  void ratiosThatSomeAgentWouldNotRead(String argument) {
    assertThatThrownBy(() -> Manifests
        .options("{'language': 'java', 'sampler': {'argument': '" + argument + "'}}"))
        .isInstanceOf(InvalidOptionException.class).hasMessageContaining("sampler.argument");
  }

  @Test
  void attributesThatTheManifestTellsGoBeforeThoseAskedFor() {
    PatchResult result = patch(app(""), "{'language': 'java', 'resourceAttributes':"
        + " {'service.version': '9', 'team': 'a', 'deployment.environment.name': 'canary'}}");
    assertThat(value(result, "OTEL_RESOURCE_ATTRIBUTES")).contains("service.version=1", "team=a",
        "deployment.environment.name=canary");
    assertThat(result.findings()).filteredOn(f -> f.code() == FindingCode.CONFLICT_KEPT)
        .singleElement().satisfies(
            finding -> assertThat(finding.message()).contains("service.version"));
  }

  @Test
  void portablePatchesHaveNoTestsForAbsence() {
    String kubernetes = patch(app(""), "{'language': 'java'}").jsonPatch().toString();
    String portable = patch(app(""), "{'language': 'java', 'guards': 'portable'}").jsonPatch()
        .toString();
    String none = patch(app(""), "{'language': 'java', 'guards': 'none'}").jsonPatch().toString();
    assertThat(kubernetes).contains("\"value\":null");
    assertThat(portable).doesNotContain("\"value\":null").contains("\"op\":\"test\"");
    assertThat(none).doesNotContain("\"op\":\"test\"");
  }

  @Test
  void onlyTheFormatsThatWereAskedFor() {
    PatchResult result = patch(app(""), "{'language': 'java', 'formats': ['patchedManifest']}");
    assertThat(result.jsonPatch()).isNull();
    assertThat(result.strategicMergePatch()).isNull();
    assertThat(result.git()).isNull();
    assertThat(result.files()).isEmpty();
    assertThat(result.commands()).isEmpty();
    assertThat(result.patchedManifest()).isNotNull();
  }
}
