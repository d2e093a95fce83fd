package app.xquare.trace.instrumentation;

import static app.xquare.trace.instrumentation.Manifests.codes;
import static app.xquare.trace.instrumentation.Manifests.container;
import static app.xquare.trace.instrumentation.Manifests.env;
import static app.xquare.trace.instrumentation.Manifests.patch;
import static app.xquare.trace.instrumentation.Manifests.value;
import static app.xquare.trace.instrumentation.Manifests.variable;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.PatchResult.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Edge cases 1 to 10 of the specification: the environment of a container. */
@NullUnmarked
class EnvironmentCasesTest {
  private static final String JAVA = "{'language': 'java'}";
  private static final String AGENT = " -javaagent:/otel-auto-instrumentation-java-app/javaagent.jar";

  private static List<String> names(PatchResult result) {
    List<String> names = new ArrayList<>();
    container(result, 0).path("env")
        .forEach(element -> names.add(element.path("name").asString()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "env: []", "env: null"})
  void case01EnvAbsentEmptyOrNull(String members) {
    PatchResult result = patch(Manifests.app(members), JAVA);
    assertThat(names(result)).containsExactly("OTEL_NODE_IP", "OTEL_POD_IP",
        "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER",
        "JAVA_TOOL_OPTIONS", "OTEL_SERVICE_NAME", "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_RESOURCE_ATTRIBUTES_POD_NAME", "OTEL_RESOURCE_ATTRIBUTES_NODE_NAME",
        "OTEL_PROPAGATORS", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
        "OTEL_RESOURCE_ATTRIBUTES");
    assertThat(value(result, "JAVA_TOOL_OPTIONS")).isEqualTo(AGENT);
    assertThat(value(result, "OTEL_EXPORTER_OTLP_ENDPOINT"))
        .isEqualTo("http://$(OTEL_NODE_IP):4318");
  }

  @Test
  void case02MergeVariablePresent() {
    PatchResult java = patch(env("{name: JAVA_TOOL_OPTIONS, value: -Xmx1g}"), JAVA);
    assertThat(value(java, "JAVA_TOOL_OPTIONS")).isEqualTo("-Xmx1g" + AGENT);
    PatchResult node = patch(env("{name: NODE_OPTIONS, value: --inspect}"),
        "{'language': 'nodejs'}");
    assertThat(value(node, "NODE_OPTIONS")).isEqualTo(
        "--inspect --require /otel-auto-instrumentation-nodejs/autoinstrumentation.js");
    PatchResult python = patch(env("{name: PYTHONPATH, value: '/app:/lib'}"),
        "{'language': 'python'}");
    assertThat(value(python, "PYTHONPATH")).isEqualTo(
        "/otel-auto-instrumentation-python/opentelemetry/instrumentation/auto_instrumentation:"
            + "/app:/lib:/otel-auto-instrumentation-python");
    PatchResult dotnet = patch(env("{name: DOTNET_SHARED_STORE, value: /s}"),
        "{'language': 'dotnet'}");
    assertThat(value(dotnet, "DOTNET_SHARED_STORE"))
        .isEqualTo("/s:/otel-auto-instrumentation-dotnet/store");
  }

  @Test
  void case03MergeVariableHoldsOurAgentOrAnother() {
    PatchResult ours = patch(env("{name: JAVA_TOOL_OPTIONS, value: '-Xmx1g" + AGENT + "'}"), JAVA);
    assertThat(codes(ours)).contains(FindingCode.ALREADY_PRESENT);
    assertThat(value(ours, "JAVA_TOOL_OPTIONS")).isEqualTo("-Xmx1g" + AGENT);
    PatchResult pinpoint = patch(
        env("{name: JAVA_TOOL_OPTIONS, value: '-javaagent:/pinpoint/bootstrap.jar'}"), JAVA);
    assertThat(codes(pinpoint)).contains(FindingCode.FOREIGN_AGENT);
    assertThat(value(pinpoint, "JAVA_TOOL_OPTIONS"))
        .isEqualTo("-javaagent:/pinpoint/bootstrap.jar" + AGENT);
    PatchResult profiler = patch(env("{name: CORECLR_PROFILER, value: '{foreign}'}"),
        "{'language': 'dotnet'}");
    assertThat(codes(profiler)).contains(FindingCode.FOREIGN_AGENT, FindingCode.CONFLICT_KEPT);
    assertThat(value(profiler, "CORECLR_PROFILER")).isEqualTo("{foreign}");
  }

  @Test
  void case04MergeVariableFromElsewhere() {
    String manifest = env("{name: A, value: a},"
        + " {name: JAVA_TOOL_OPTIONS, valueFrom: {configMapKeyRef: {name: jvm, key: options}}},"
        + " {name: OTEL_RESOURCE_ATTRIBUTES, valueFrom: {configMapKeyRef: {name: o, key: r}}},"
        + " {name: Z, value: z}");
    PatchResult refused = patch(manifest, JAVA);
    assertThat(refused.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(refused)).contains(FindingCode.VALUE_FROM);
    assertThat(refused.jsonPatch()).isNull();

    PatchResult kept = patch(manifest, "{'language': 'java', 'preserveValueFrom': true}");
    assertThat(kept.status()).isEqualTo(Status.PATCHED);
    assertThat(variable(kept, "XQ_ORIG_JAVA_TOOL_OPTIONS").has("valueFrom")).isTrue();
    assertThat(value(kept, "JAVA_TOOL_OPTIONS"))
        .isEqualTo("$(XQ_ORIG_JAVA_TOOL_OPTIONS)" + AGENT);
    assertThat(value(kept, "OTEL_RESOURCE_ATTRIBUTES"))
        .startsWith("$(XQ_ORIG_OTEL_RESOURCE_ATTRIBUTES),deployment.environment.name=prod,");
    assertThat(names(kept)).containsSubsequence("A", "XQ_ORIG_JAVA_TOOL_OPTIONS",
        "JAVA_TOOL_OPTIONS", "XQ_ORIG_OTEL_RESOURCE_ATTRIBUTES", "Z", "OTEL_RESOURCE_ATTRIBUTES");
    var input = Manifests.read(manifest);
    var patched = Manifests.jsonPatch(kept.jsonPatch()).apply(input);
    assertThat(Manifests.jsonPatch(kept.rollback().jsonPatch()).apply(patched))
        .hasToString(input.toString());
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(input);
  }

  @Test
  void case05OnlyFromEnvFrom() {
    String manifest = Manifests.app("""
        envFrom:
        - configMapRef: {name: jvm}
        - {prefix: OTEL_, configMapRef: {name: otel}}""");
    PatchResult unknown = patch(manifest, JAVA);
    assertThat(codes(unknown)).contains(FindingCode.ENVFROM_MAY_BE_SHADOWED);
    assertThat(value(unknown, "JAVA_TOOL_OPTIONS")).isEqualTo(AGENT);

    String maps = """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: jvm}
        data: {JAVA_TOOL_OPTIONS: -Xmx1g}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: otel}
        data: {SERVICE_NAME: from-map}
        """;
    PatchResult known = patch(manifest + maps, JAVA);
    assertThat(codes(known)).doesNotContain(FindingCode.ENVFROM_MAY_BE_SHADOWED);
    assertThat(value(known, "JAVA_TOOL_OPTIONS")).isEqualTo("$(JAVA_TOOL_OPTIONS)" + AGENT);
    assertThat(variable(known, "OTEL_SERVICE_NAME")).isNull();
  }

  @Test
  void case06ImageEnvUnknown() {
    PatchResult unknown = patch(Manifests.app(""), JAVA);
    assertThat(codes(unknown)).contains(FindingCode.IMAGE_ENV_UNKNOWN);
    PatchResult known = patch(Manifests.app(""),
        "{'language': 'java', 'imageEnv': {'JAVA_TOOL_OPTIONS': '-XX:+UseZGC -Dx=$(Y)'}}");
    assertThat(value(known, "JAVA_TOOL_OPTIONS")).isEqualTo("-XX:+UseZGC -Dx=$$(Y)" + AGENT);
    assertThat(codes(known)).doesNotContain(FindingCode.IMAGE_ENV_UNKNOWN);
  }

  @Test
  void case07SetByTheUser() {
    String manifest = env("{name: OTEL_SERVICE_NAME, value: mine},"
        + " {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://other:4318'},"
        + " {name: OTEL_RESOURCE_ATTRIBUTES, value: 'service.namespace=theirs,team=a,'}");
    PatchResult kept = patch(manifest, JAVA);
    assertThat(value(kept, "OTEL_SERVICE_NAME")).isEqualTo("mine");
    assertThat(value(kept, "OTEL_EXPORTER_OTLP_ENDPOINT")).isEqualTo("http://other:4318");
    assertThat(value(kept, "OTEL_RESOURCE_ATTRIBUTES"))
        .startsWith("service.namespace=theirs,team=a,deployment.environment.name=prod,")
        .doesNotContain(",,", "service.namespace=shop-prod");
    assertThat(kept.findings()).filteredOn(f -> f.code() == FindingCode.CONFLICT_KEPT)
        .extracting(Finding::kept).contains("mine", "http://other:4318");
    PatchResult overridden = patch(manifest, "{'language': 'java', 'override': true}");
    assertThat(value(overridden, "OTEL_SERVICE_NAME")).isEqualTo("shop");
    assertThat(overridden.jsonPatch().toString()).contains("{\"op\":\"test\",\"path\":"
        + "\"/spec/template/spec/containers/0/env/0/value\",\"value\":\"mine\"}");
    PatchResult empty = patch(env("{name: OTEL_RESOURCE_ATTRIBUTES, value: ''}"), JAVA);
    assertThat(value(empty, "OTEL_RESOURCE_ATTRIBUTES")).startsWith("deployment.");
    PatchResult named = patch(
        env("{name: OTEL_RESOURCE_ATTRIBUTES, value: 'service.name=theirs'}"), JAVA);
    assertThat(variable(named, "OTEL_SERVICE_NAME")).isNull();
  }

  @Test
  void case08DuplicateNames() {
    PatchResult result = patch(env("{name: JAVA_TOOL_OPTIONS, value: -Xmx1g},"
        + " {name: JAVA_TOOL_OPTIONS, value: -Xmx2g}"), JAVA);
    assertThat(codes(result)).contains(FindingCode.DUPLICATE_VARIABLE,
        FindingCode.STRATEGIC_MERGE_AMBIGUOUS);
    assertThat(result.strategicMergePatch()).isNull();
    JsonNode env = container(result, 0).path("env");
    assertThat(env.get(2).path("value").asString()).isEqualTo("-Xmx1g");
    assertThat(env.get(3).path("value").asString()).isEqualTo("-Xmx2g" + AGENT);
  }

  @Test
  void case09ReferencesStayAndComeInOrder() {
    PatchResult result = patch(env("{name: A, value: 'x$(B)/$$(OTEL_NODE_IP)'},"
        + " {name: OTEL_RESOURCE_ATTRIBUTES, value: 'b=$(A)'}, {name: C, value: c}"), JAVA);
    assertThat(value(result, "A")).isEqualTo("x$(B)/$$(OTEL_NODE_IP)");
    assertThat(names(result).getLast()).isEqualTo("OTEL_RESOURCE_ATTRIBUTES");
    assertThat(value(result, "OTEL_RESOURCE_ATTRIBUTES")).startsWith("b=$(A),");
    assertThat(names(result)).containsSubsequence("OTEL_NODE_IP", "A",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_RESOURCE_ATTRIBUTES");
    // The application's own variable comes too late for a reference that it keeps.
    PatchResult late = patch(env("{name: OTEL_EXPORTER_OTLP_ENDPOINT,"
        + " value: 'http://$(OTEL_NODE_IP):4318'},"
        + " {name: OTEL_NODE_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}"), JAVA);
    assertThat(late.status()).isEqualTo(Status.REFUSED);
    assertThat(codes(late)).contains(FindingCode.WOULD_BE_REJECTED);
  }

  @Test
  void case09ResourceAttributesThatTheApplicationRefersToStayBeforeIt() {
    String manifest = env("{name: TEAM, value: a},"
        + " {name: OTEL_RESOURCE_ATTRIBUTES, value: 'team=$(TEAM)'},"
        + " {name: ARGS, value: '-Dr=$(OTEL_RESOURCE_ATTRIBUTES)'}");
    PatchResult result = patch(manifest, JAVA);
    assertThat(names(result)).containsSubsequence("OTEL_RESOURCE_ATTRIBUTES_NODE_NAME",
        "OTEL_RESOURCE_ATTRIBUTES_POD_NAME", "TEAM", "OTEL_RESOURCE_ATTRIBUTES", "ARGS",
        "OTEL_SERVICE_NAME");
    assertThat(value(result, "OTEL_RESOURCE_ATTRIBUTES")).startsWith("team=$(TEAM),")
        .contains("k8s.pod.name=$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME)");
    var input = Manifests.read(manifest);
    var patched = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    assertThat(Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched))
        .hasToString(input.toString());
    assertThat(Manifests.jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched))
        .isEqualTo(input);
    assertThat(patch(patched, JAVA).jsonPatch()).isEmpty();
  }

  @Test
  void case07SettingsThatLeadSpansElsewhere() {
    PatchResult result = patch(env("{name: OTEL_TRACES_EXPORTER, value: none},"
        + " {name: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, value: 'http://u:hunter2@other'},"
        + " {name: OTEL_SDK_DISABLED, value: 'TRUE'}, {name: OTEL_JAVAAGENT_ENABLED, value: 'true'}"),
        JAVA);
    assertThat(result.findings()).filteredOn(f -> f.code() == FindingCode.CONFLICT_KEPT)
        .extracting(Finding::path)
        .containsExactlyInAnyOrder("/spec/template/spec/containers/0/env/0",
            "/spec/template/spec/containers/0/env/1", "/spec/template/spec/containers/0/env/2");
    assertThat(result.findings().toString()).doesNotContain("hunter2");
    assertThat(value(result, "OTEL_TRACES_EXPORTER")).isEqualTo("none");
    assertThat(value(patch(env("{name: OTEL_TRACES_EXPORTER, value: none}"),
        "{'language': 'java', 'override': true}"), "OTEL_TRACES_EXPORTER")).isEqualTo("otlp");
  }

  @Test
  void case10SamplerArgumentFromAConfigMap() {
    String manifest = Manifests.app("envFrom: [{configMapRef: {name: otel}}]") + """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: otel}
        data: {OTEL_TRACES_SAMPLER_ARG: '0.1'}
        """;
    PatchResult result = patch(manifest, JAVA);
    assertThat(codes(result)).contains(FindingCode.SAMPLER_ARGUMENT_ALONE);
    assertThat(variable(result, "OTEL_TRACES_SAMPLER")).isNull();
  }

  @Test
  void case10SamplerArgumentWithoutSampler() {
    PatchResult result = patch(env("{name: OTEL_TRACES_SAMPLER_ARG, value: '0.5'}"), JAVA);
    assertThat(codes(result)).contains(FindingCode.SAMPLER_ARGUMENT_ALONE);
    assertThat(variable(result, "OTEL_TRACES_SAMPLER")).isNull();
    assertThat(value(result, "OTEL_TRACES_SAMPLER_ARG")).isEqualTo("0.5");
    PatchResult none = patch(Manifests.app(""),
        "{'language': 'java', 'sampler': {'type': 'always_on'}}");
    assertThat(value(none, "OTEL_TRACES_SAMPLER")).isEqualTo("always_on");
    assertThat(variable(none, "OTEL_TRACES_SAMPLER_ARG")).isNull();
  }
}
