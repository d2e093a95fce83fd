package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.RunningApplication;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The administrator's endpoints over HTTP: forms, options, refusals. */
class InstrumentationApiIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ADMIN = "/api/v1/admin/instrumentation";
  private static final String SECRET = "hunter2-geheim";
  private static final String MANIFEST = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop, namespace: shop-prod}
      spec:
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers:
            - name: app
              image: example/app:1
              env: [{name: PASSWORD, value: hunter2-geheim}]
      """;
  private static RunningApplication application;

  @BeforeAll
  static void start(@TempDir Path data) {
    application = RunningApplication.start("xquare.trace.store.data-directory=" + data,
        "xquare.trace.instrumentation.image-mirror=mirror.example",
        "xquare.trace.instrumentation.images.python=own.example/python:1");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static HttpResponse<byte[]> post(String path, String type, String accept, String body) {
    return application.send(application.request(ADMIN + path).header("Content-Type", type)
        .header("Accept", accept)
        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> answer, int status) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static JsonNode yaml(String query) {
    return json(post("/patches?" + query, "application/yaml", "application/json", MANIFEST), 200);
  }

  @Test
  void yamlWithOptionsInTheQueryAndJsonWithOptionsInTheBodyAreTheSame() {
    JsonNode query = yaml("language=python&containers=app&env=A=b&env=C=d=e&signals=traces"
        + "&resourceAttributes=team=shop&sampler=traceidratio&samplerArgument=0.5&override=true");
    String options = """
        "language": "python", "containers": ["app"], "env": {"A": "b", "C": "d=e"},
        "signals": ["traces"], "resourceAttributes": {"team": "shop"},
        "sampler": {"type": "traceidratio", "argument": 0.5}, "override": true}""";
    JsonNode asText = json(post("/patches", "application/json", "application/json",
        "{\"manifest\": " + JSON.writeValueAsString(MANIFEST) + ", " + options), 200);
    assertThat(asText).isEqualTo(query);
    String object = JSON.writeValueAsString(query.at("/results/0/patchedManifest"));
    JsonNode unchanged = json(post("/patches", "application/json", "application/json",
        "{\"manifest\": " + object + ", " + options), 200);
    assertThat(unchanged.at("/results/0/status").asString()).isEqualTo("UNCHANGED");
    assertThat(query.at("/results/0/status").asString()).isEqualTo("PATCHED");
    assertThat(query.at("/results/0/findings").toString()).doesNotContain(SECRET);
    assertThat(query.toString()).contains("\"OTEL_TRACES_SAMPLER_ARG\",\"value\":\"0.5\"",
        "team=shop");
  }

  @Test
  void aManifestInJsonNeedsNoEnvelope() {
    String manifest = JSON.writeValueAsString(yaml("language=sdk")
        .at("/results/0/patchedManifest"));
    JsonNode back = json(post("/rollback", "application/json", "application/json", manifest), 200);
    assertThat(back.at("/results/0/status").asString()).isEqualTo("PATCHED");
    assertThat(back.at("/results/0/patchedManifest/spec/template/spec/containers/0/env"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"application/json-patch+json, jsonPatch",
      "application/strategic-merge-patch+json, strategicMergePatch"})
  void barePatches(String accept, String field) {
    HttpResponse<byte[]> bare = post("/patches?language=java", "application/yaml", accept,
        MANIFEST);
    assertThat(bare.headers().firstValue("Content-Type")).hasValue(accept);
    assertThat(json(bare, 200)).isEqualTo(yaml("language=java").at("/results/0/" + field));
  }

  @Test
  void bareManifests() {
    String service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: shop}\n";
    HttpResponse<byte[]> bare = post("/patches?language=java", "application/yaml",
        "application/yaml", MANIFEST + service);
    assertThat(bare.statusCode()).isEqualTo(200);
    assertThat(bare.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
    assertThat(text(bare)).contains("opentelemetry-auto-instrumentation-java", "kind: Service");
    HttpResponse<byte[]> back = post("/rollback", "application/yaml", "application/yaml",
        text(bare));
    assertThat(text(back)).doesNotContain("opentelemetry").contains("kind: Service", "PASSWORD");
    HttpResponse<byte[]> annotation = post("/patches?language=nginx", "application/yaml",
        "application/merge-patch+json", MANIFEST);
    assertThat(text(annotation))
        .contains("\"instrumentation.opentelemetry.io/inject-nginx\"");
  }

  @Test
  void refusalsOfBareForms() {
    String two = MANIFEST.replace("env: [{name: PASSWORD, value: hunter2-geheim}]", "")
        + "      - {name: worker, image: w}\n";
    assertThat(
        json(post("/patches?language=java", "application/yaml", "application/json", two), 200)
            .at("/results/0/status").asString())
        .isEqualTo("REFUSED");
    JsonNode problem = json(post("/patches?language=java", "application/yaml",
        "application/json-patch+json", two), 422);
    assertThat(problem.at("/type").asString()).isEqualTo("urn:xquare-trace:problem:not-patchable");
    assertThat(problem.at("/detail").asString()).isEqualTo("Deployment shop:"
        + " CONTAINER_NAME_REQUIRED in line 9: Say which by `containers`: there are app, worker.");
    assertThat(json(post("/patches?language=java", "application/yaml",
        "application/json-patch+json", MANIFEST + "---\n" + MANIFEST), 422).at("/detail")
        .asString()).contains("2; ask for application/json");
    assertThat(json(post("/patches?language=java", "application/yaml",
        "application/merge-patch+json", MANIFEST), 422).at("/detail").asString())
        .startsWith("There is no patch of this form");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "language=cobol | language: cobol (expected: one of java, nodejs, python, dotnet, go, apache-httpd, nginx, sdk)",
      "mode=inject | language:  (expected: one of java, nodejs, python, dotnet, go, apache-httpd, nginx, sdk)",
      "language=java&x=1 | query: x (expected: only the parameters ",
      "language=java&override=yes | override: yes (expected: true or false)",
      "language=java&env=A | env: A (expected: name=value)",
      "language=java&env=A=b&env=A=c | env: A (expected: each name once)",
      "language=java&samplerArgument=2 | sampler.argument: 2 (expected: a ratio, 0 to 1)",
      "language=python&protocol=grpc | protocol: grpc (expected: http/protobuf; this agent has no other)",
      "language=go | allowPrivileged: false (expected: true: ",
      "language=nginx&mode=inject | mode: inject (expected: annotate: ",
      "language=java&endpoint=http://u:p@h | endpoint:  (expected: http:// or https://"})
  void badOptions(String query, String detail) {
    JsonNode problem = json(post("/patches?" + query, "application/yaml", "application/json",
        MANIFEST), 400);
    assertThat(problem.at("/type").asString())
        .isEqualTo("urn:xquare-trace:problem:invalid-request");
    assertThat(problem.at("/detail").asString()).startsWith(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{}", "{\"manifest\": 5, \"language\": \"java\"}",
      "{\"manifest\": \"a: [\", \"language\": \"java\"}", "{\"language\": \"java\"}",
      "{\"manifest\": \"a: b\", \"manifest\": \"a: b\"}",
      "{\"manifest\": \"a: b\", \"language\": \"java\", \"unknown\": 1}"})
  void badBodies(String body) {
    JsonNode problem = json(post("/patches", "application/json", "application/json", body), 400);
    assertThat(problem.at("/type").asString())
        .isEqualTo("urn:xquare-trace:problem:invalid-request");
    assertThat(problem.toString()).doesNotContain("Exception", "tools.jackson", "org.yaml");
  }

  @Test
  void optionsInBothPlaces() {
    JsonNode problem = json(post("/patches?language=java", "application/json", "application/json",
        "{\"manifest\": \"a: b\"}"), 400);
    assertThat(problem.at("/field").asString()).isEqualTo("query");
  }

  @Test
  void hostileBodies() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x]\n");
    for (int i = 1; i < 60; i++) {
      bomb.append(String.format(Locale.ROOT, "a%d: &a%d [*a%d, *a%d]%n", i, i, i - 1, i - 1));
    }
    for (String large : new String[]{"a: " + "x".repeat(5 << 20), bomb.toString(),
        "a: [" + "b,".repeat(400_000) + "b]", "a: &a b\nc: [" + "*a,".repeat(300_000) + "*a]",
        "a: " + "[".repeat(50_000), "---\na: b\n".repeat(1_000),
        "kind: List\nitems:\n" + "- {a: b}\n".repeat(1_000)}) {
      for (String path : new String[]{"/patches?language=java", "/rollback", "/diagnose"}) {
        JsonNode problem = json(post(path, "application/yaml", "application/json", large), 413);
        assertThat(problem.at("/type").asString()).isEqualTo("urn:xquare-trace:problem:too-large");
      }
    }
    JsonNode template = json(post("/patches?language=java", "application/yaml", "application/json",
        MANIFEST.replace("example/app:1", "{{ .Values.image }}")), 400);
    assertThat(template.at("/detail").asString()).startsWith("manifest: line 11: a template");
    JsonNode tag = json(post("/patches?language=java", "application/yaml", "application/json",
        "a: !!javax.script.ScriptEngineManager [x]"), 400);
    assertThat(tag.at("/detail").asString()).startsWith("manifest: line 1: ");
    assertThat(json(post("/patches?language=java", "application/yaml", "application/json",
        "a: b\nc: \u0001"), 400).at("/detail").asString())
        .startsWith("manifest: line 2: a character that YAML does not have");
    for (String json : new String[]{"{\"a\":".repeat(60_000),
        "{\"kind\":\"x\",\"a\":" + "9".repeat(1_000_000) + "}"}) {
      json(post("/patches", "application/json", "application/json", json), 413);
    }
    assertThat(json(post("/patches?language=java", "application/yaml", "application/json",
        "\uFEFF" + MANIFEST), 200).at("/results/0/status").asString()).isEqualTo("PATCHED");
    json(post("/patches?language=java", "text/plain", "application/json", MANIFEST), 415);
    json(post("/patches?language=java", "application/yaml", "text/html", MANIFEST), 406);
  }

  @Test
  void imagesComeFromTheMirror() {
    assertThat(yaml("language=java").toString())
        .contains(
            "\"mirror.example/open-telemetry/opentelemetry-operator/autoinstrumentation-java:");
    assertThat(yaml("language=python").toString()).contains("\"own.example/python:1\"");
    JsonNode languages = json(application.get(ADMIN + "/languages"), 200).path("languages");
    assertThat(languages).hasSize(8);
    assertThat(languages.get(2).path("image").asString()).isEqualTo("own.example/python:1");
  }

  @Test
  void instrumentationsOfNamespaces() {
    JsonNode all = json(application.get(ADMIN + "/instrumentations?namespaces=a-prod,a-stag"), 200)
        .path("instrumentations");
    assertThat(all).hasSize(2);
    assertThat(all.get(1).at("/metadata/name").asString())
        .isEqualTo("otel-instrumentation-a-stag");
    assertThat(all.get(0).at("/spec/exporter/endpoint").asString())
        .isEqualTo("http://$(OTEL_NODE_IP):4318");
    assertThat(text(application.get(ADMIN + "/instrumentations?namespaces=a-prod", "Accept",
        "application/yaml"))).startsWith("apiVersion: opentelemetry.io/v1alpha1\n");
    json(application.get(ADMIN + "/instrumentations"), 400);
    json(application.get(ADMIN + "/instrumentations?namespaces=A_B"), 400);
    json(application.get(ADMIN + "/instrumentations?namespaces=a.b"), 400);
    json(application.get(ADMIN + "/instrumentations?namespaces=a&endpoint=http://c:4317"), 400);
    assertThat(json(application.get(ADMIN
        + "/instrumentations?namespaces=a&endpoint=https://c.example/otlp"), 200)
        .at("/instrumentations/0/spec/exporter/endpoint").asString())
        .isEqualTo("https://c.example/otlp");
  }

  @Test
  void onlyFormsThatThePathHasAreChosen() {
    HttpResponse<byte[]> resources = application.get(ADMIN + "/instrumentations?namespaces=a",
        "Accept", "application/json-patch+json, application/yaml");
    assertThat(text(resources)).startsWith("apiVersion: opentelemetry.io/v1alpha1\n");
    HttpResponse<byte[]> back = post("/rollback", "application/yaml",
        "application/merge-patch+json, application/yaml", MANIFEST);
    assertThat(back.statusCode()).isEqualTo(200);
    assertThat(text(back)).startsWith("apiVersion: apps/v1\n");
    HttpResponse<byte[]> notYaml = post("/patches?language=sdk", "application/yaml",
        "application/yaml;q=0, application/json-patch+json", MANIFEST);
    assertThat(notYaml.headers().firstValue("Content-Type"))
        .hasValue("application/json-patch+json");
  }

  @Test
  void theLiveModeIsOff() {
    assertThat(json(application.send(application.request(ADMIN
        + "/live/patches?kind=deployment&namespace=a&name=b&language=java")
        .POST(HttpRequest.BodyPublishers.noBody())), 404).at("/type").asString())
        .isEqualTo("urn:xquare-trace:problem:live-mode-off");
  }

  @Test
  void diagnosis() {
    JsonNode checks = json(post("/diagnose", "application/yaml", "application/json",
        MANIFEST.replace("metadata: {name: shop,",
            "metadata: {annotations: {instrumentation.opentelemetry.io/inject-python: a},"
                + " name: shop,")),
        200).at("/workloads/0/checks");
    assertThat(checks).hasSize(18);
    assertThat(checks.get(0).path("code").asString()).isEqualTo("ANNOTATION_NOT_ON_POD_TEMPLATE");
    String annotated = MANIFEST.replace("metadata: {labels",
        "metadata: {annotations: {instrumentation.opentelemetry.io/inject-python: 'true'}, labels");
    assertThat(json(post("/diagnose?complete=Instrumentation", "application/yaml",
        "application/json", annotated), 200).at("/workloads/0/checks/3/code").asString())
        .isEqualTo("NO_CR");
    json(post("/diagnose?complete=Pods", "application/yaml", "application/json", MANIFEST), 400);
    json(post("/diagnose", "application/json", "application/json",
        "{\"manifest\": " + JSON.writeValueAsString(MANIFEST) + ", \"language\": \"java\"}"), 400);
    JsonNode none = json(post("/diagnose", "application/yaml", "application/json",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a}}"), 400);
    assertThat(none.at("/value").asString()).isEqualTo("no workload among 1 objects");
  }
}
