package app.xquare.trace.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.xquare.trace.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Manifests that were patched here start services with the real agents, laid out as the init container
 * does it and configured by nothing but the emitted variables; their spans arrive here.
 */
class InstrumentedWorkloadsIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir
  private Path folder;
  private ServerProcess server;

  @BeforeEach
  void start() throws InterruptedException {
    server = ServerProcess.start(folder.resolve("server.log"), List.of(),
        List.of("xquare.trace.store.data-directory=" + folder.resolve("data"))).awaitReady();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void java() throws Exception {
    JsonNode pod = patched("java", "shop", "{name: JAVA_TOOL_OPTIONS, value: -Xmx96m}", "");
    Kubelet kubelet = new Kubelet(pod, folder, fields("shop"));
    kubelet.runInitContainers(
        Map.of("/javaagent.jar", Path.of(System.getProperty("xquare.test.javaagent"))));
    Map<String, String> environment = kubelet.environment(pod.at("/containers/0"));
    assertThat(environment.get("JAVA_TOOL_OPTIONS")).startsWith("-Xmx96m -javaagent:");
    List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        AgentsIT.shopClassPath(), Shop.class.getName(), "http://127.0.0.1:" + server.apiPort());
    try (ServiceProcess shop = ServiceProcess.start(folder, "shop", folder, environment, command)) {
      get(shop.awaitUrl() + "/order");
      shop.stop();
    }
    arrived("shop", "java");
  }

  @Test
  void nodejs() throws Exception {
    Path node = NodeFolder.install();
    assumeTrue(node != null, "node or npm is missing");
    // As in the agent's image: a script, and the packages that it loads.
    Path image = Files.createDirectories(folder.resolve("image"));
    Files.createSymbolicLink(image.resolve("node_modules"), node.resolve("node_modules"));
    Files.writeString(image.resolve("autoinstrumentation.js"),
        "require('@opentelemetry/auto-instrumentations-node/register');\n");
    // Detectors of clouds would ask for addresses that do not answer here.
    JsonNode pod = patched("nodejs", "stock", "{name: NODE_OPTIONS, value: --no-warnings}",
        "&env=OTEL_NODE_RESOURCE_DETECTORS=env,host,os,process");
    Kubelet kubelet = new Kubelet(pod, folder, fields("stock"));
    kubelet.runInitContainers(Map.of("/autoinstrumentation", image));
    Map<String, String> environment = kubelet.environment(pod.at("/containers/0"));
    assertThat(environment.get("NODE_OPTIONS")).startsWith("--no-warnings --require ");
    try (ServiceProcess stock = ServiceProcess.start(folder, "stock", node, environment,
        List.of("node", "stock.js"))) {
      get(stock.awaitUrl() + "/stock/7");
      stock.stop();
    }
    arrived("stock", "nodejs");
  }

  /** The pod's description, of a deployment that went through the API. */
  private JsonNode patched(String language, String name, String env, String options)
      throws IOException, InterruptedException {
    String manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: NAME, namespace: shop-prod}
        spec:
          selector: {matchLabels: {app: NAME}}
          template:
            metadata: {labels: {app: NAME}}
            spec:
              containers: [{name: main, image: 'example/NAME:1.2.3', env: [ENV]}]
        """.replace("NAME", name).replace("ENV", env);
    // Only the port is not the default one.
    String endpoint = "http://%24(OTEL_NODE_IP):" + server.otlpHttpPort();
    HttpRequest request = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + server.apiPort()
            + "/api/v1/admin/instrumentation/patches?language=" + language + "&endpoint="
            + endpoint + options))
        .header("Content-Type", "application/yaml")
        .POST(HttpRequest.BodyPublishers.ofString(manifest)).build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body())
        .at("/results/0/patchedManifest/spec/template/spec");
  }

  private static Map<String, String> fields(String name) {
    return Map.of("status.hostIP", "127.0.0.1", "status.podIP", "127.0.0.1", "metadata.name",
        name + "-7d4b9c-x2x", "spec.nodeName", "node-1");
  }

  private static void get(String url) throws IOException, InterruptedException {
    HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private void arrived(String name, String language) throws Exception {
    JsonNode status = JSON.readTree(server.awaitStatus(
        "/api/v1/admin/instrumentation/status?namespace=shop-prod&workload=" + name, 200));
    assertThat(status.path("arriving").asBoolean()).as("%s", status).isTrue();
    assertThat(status.path("foundBy").asString()).isEqualTo("k8s.deployment.name");
    assertThat(status.path("service").asString()).isEqualTo(name);
    assertThat(status.path("sdkLanguage").asString()).isEqualTo(language);
    assertThat(status.path("sdkVersion").asString()).isNotEmpty();
    assertThat(status.path("scopes")).isNotEmpty();
    HttpResponse<byte[]> trace = server.get("/api/v1/traces/"
        + status.path("lastTraceId").asString() + "/otlp", "Accept", "application/json");
    String resource = JSON.readTree(trace.body()).at("/resourceSpans/0/resource").toString();
    for (String attribute : List.of("\"service.name\",\"value\":{\"stringValue\":\"" + name + "\"}",
        "\"service.namespace\",\"value\":{\"stringValue\":\"shop-prod\"}",
        "\"service.version\",\"value\":{\"stringValue\":\"1.2.3\"}",
        "\"service.instance.id\",\"value\":{\"stringValue\":\"shop-prod." + name
            + "-7d4b9c-x2x.main\"}",
        "\"deployment.environment.name\",\"value\":{\"stringValue\":\"prod\"}",
        "\"k8s.namespace.name\",\"value\":{\"stringValue\":\"shop-prod\"}",
        "\"k8s.deployment.name\",\"value\":{\"stringValue\":\"" + name + "\"}",
        "\"k8s.container.name\",\"value\":{\"stringValue\":\"main\"}",
        "\"k8s.pod.name\",\"value\":{\"stringValue\":\"" + name + "-7d4b9c-x2x\"}",
        "\"k8s.node.name\",\"value\":{\"stringValue\":\"node-1\"}")) {
      assertThat(resource).contains(attribute);
    }
  }
}
