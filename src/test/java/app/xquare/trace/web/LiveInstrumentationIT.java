package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.MockCluster;
import app.xquare.trace.testing.RunningApplication;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The live mode against the API server of a Kubernetes client's tests, in CRUD mode. */
class LiveInstrumentationIT {
  private static final Map<String, String> CLIENT = Map.of("kubernetes.trust.certificates", "true",
      "kubernetes.auth.tryKubeConfig", "false", "kubernetes.auth.tryServiceAccount", "false");
  private static final String SHOP = "kind=deployment&namespace=shop-prod&name=shop";

  private static final String SECRET = "hunter2-geheim";

  private MockCluster cluster;
  private RunningApplication application;

  @BeforeEach
  void start(@TempDir Path data) {
    cluster = new MockCluster();
    CLIENT.forEach(System::setProperty);
    System.setProperty("kubernetes.master", cluster.url());
    application = RunningApplication.start("xquare.trace.store.data-directory=" + data,
        "xquare.trace.instrumentation.live.enabled=true");
    cluster.client().resource(new DeploymentBuilder().withNewMetadata().withName("shop")
        .withNamespace("shop-prod").endMetadata().withNewSpec().withNewSelector()
        .addToMatchLabels("app", "shop").endSelector().withNewTemplate().withNewMetadata()
        .addToLabels("app", "shop").endMetadata().withNewSpec().addNewContainer().withName("app")
        .withImage("example/app:1").addNewEnv().withName("JAVA_TOOL_OPTIONS").withValue("-Xmx1g")
        .endEnv().addNewEnv().withName("DB_PASSWORD").withValue(SECRET).endEnv().endContainer()
        .endSpec().endTemplate().endSpec().build()).create();
    cluster.changes().clear();
  }

  @AfterEach
  void stop() {
    application.close();
    cluster.close();
    CLIENT.keySet().forEach(System::clearProperty);
    System.clearProperty("kubernetes.master");
  }

  private JsonNode post(String path, int status, String... headers) {
    HttpRequest.Builder request = application
        .request("/api/v1/admin/instrumentation/live" + path)
        .POST(HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<byte[]> answer = application.send(request);
    JsonNode body = JsonMapper.shared().readTree(answer.body());
    assertThat(body.toString()).doesNotContain(SECRET);
    assertThat(answer.statusCode()).as("%s", body).isEqualTo(status);
    return body;
  }

  private Deployment shop() {
    return cluster.client().apps().deployments().inNamespace("shop-prod").withName("shop").get();
  }

  @Test
  void aDryRunChangesNothing() {
    Deployment before = shop();
    JsonNode tried = post("/patches?" + SHOP + "&language=java", 200);
    assertThat(tried.at("/accepted").asBoolean()).isTrue();
    assertThat(tried.at("/applied").asBoolean()).isFalse();
    assertThat(tried.at("/result/status").asString()).isEqualTo("PATCHED");
    assertThat(tried.at("/result/jsonPatch/0/path").asString()).isEqualTo("/metadata/uid");
    assertThat(cluster.changes()).singleElement().asString().startsWith("PATCH ")
        .contains("dryRun=All", "fieldManager=xquare-trace");
    assertThat(shop()).isEqualTo(before);
  }

  @Test
  void appliedAndTakenOutAgain() {
    Deployment before = shop();
    JsonNode applied = post("/patches?" + SHOP + "&language=java&apply=true", 200);
    assertThat(applied.at("/applied").asBoolean()).isTrue();
    assertThat(cluster.changes()).hasSize(2);
    Deployment patched = shop();
    assertThat(patched.getSpec().getTemplate().getSpec().getInitContainers()).singleElement()
        .satisfies(init -> assertThat(init.getName())
            .isEqualTo("opentelemetry-auto-instrumentation-java"));
    assertThat(patched.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv())
        .anySatisfy(variable -> assertThat(variable.getValue())
            .isEqualTo("-Xmx1g -javaagent:/otel-auto-instrumentation-java-app/javaagent.jar"));
    JsonNode again = post("/patches?" + SHOP + "&language=java&apply=true", 200);
    assertThat(again.at("/result/status").asString()).isEqualTo("UNCHANGED");
    assertThat(again.at("/applied").asBoolean()).isFalse();
    assertThat(cluster.changes()).hasSize(2);
    assertThat(post("/rollback?" + SHOP + "&apply=true", 200).at("/applied").asBoolean()).isTrue();
    assertThat(shop().getSpec()).isEqualTo(before.getSpec());
  }

  @Test
  void theAnswerHoldsNoManifest() {
    JsonNode tried = post("/patches?" + SHOP + "&language=java", 200);
    assertThat(tried.at("/result/patchedManifest").isNull()).isTrue();
    assertThat(tried.at("/result/files").propertyNames())
        .containsExactlyInAnyOrder("deployment-shop.patch.json", "deployment-shop.rollback.json",
            "deployment-shop.rollback.strategic.json");
  }

  @Test
  void noPageOfAnotherSiteMayAsk() {
    String path = "/patches?" + SHOP + "&language=java&apply=true";
    post(path, 400, "Origin", "https://other.example");
    post(path, 400, "Sec-Fetch-Site", "cross-site");
    post("/rollback?" + SHOP + "&apply=true", 400, "Sec-Fetch-Site", "same-site");
    assertThat(cluster.changes()).isEmpty();
    String own = "http://127.0.0.1:" + application.apiPort();
    post("/patches?" + SHOP + "&language=java", 200, "Origin", own);
    post("/patches?" + SHOP + "&language=java", 200, "Sec-Fetch-Site", "same-origin");
  }

  @Test
  void aClusterThatIsAwayIsAnAnswer() {
    cluster.close();
    JsonNode away = post("/patches?" + SHOP + "&language=java", 502);
    assertThat(away.at("/detail").asString()).isEqualTo("The cluster did not allow reading"
        + " deployment shop in shop-prod: it was not reached.");
  }

  @Test
  void whatTheClusterRefuses() {
    JsonNode absent = post("/patches?kind=deployment&namespace=shop-prod&name=none&language=java",
        404);
    assertThat(absent.at("/type").asString())
        .isEqualTo("urn:xquare-trace:problem:workload-not-found");
    assertThat(absent.at("/detail").asString())
        .isEqualTo("There is no deployment none in shop-prod.");
    cluster.refusePatches(403);
    JsonNode forbidden = post("/patches?" + SHOP + "&language=java&apply=true", 502);
    assertThat(forbidden.at("/detail").asString()).startsWith(
        "The cluster did not allow a dry run of the patch of deployment shop in shop-prod: 403");
    assertThat(forbidden.at("/type").asString())
        .isEqualTo("urn:xquare-trace:problem:cluster-refused");
    assertThat(cluster.changes()).hasSize(1);
    cluster.refusePatches(422);
    assertThat(post("/patches?" + SHOP + "&language=java&apply=true", 502).at("/detail")
        .asString()).contains("422", "changed meanwhile: ask again");
    post("/patches?kind=pod&namespace=shop-prod&name=shop&language=java", 400);
    post("/patches?kind=deployment&name=shop&language=java", 400);
  }
}
