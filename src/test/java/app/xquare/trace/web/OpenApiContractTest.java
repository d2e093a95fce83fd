package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.RunningApplication;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code frontend-contract/openapi.json} is what the application says, and what it says is true. */
class OpenApiContractTest {
  private static final Path CONTRACT = Path.of("frontend-contract/openapi.json");
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(SerializationFeature.INDENT_OUTPUT)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES).build();

  private static RunningApplication application;
  private static JsonNode document;

  @BeforeAll
  static void start(@TempDir Path data) {
    application = RunningApplication.start("xquare.trace.store.data-directory=" + data);
    document = JSON.readTree(application.get("/v3/api-docs").body());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void theContractIsUpToDate() throws Exception {
    String now = JSON.writeValueAsString(document) + "\n";
    if (Boolean.getBoolean("openapi.write")) {
      Files.createDirectories(CONTRACT.getParent());
      Files.writeString(CONTRACT, now);
    }
    assertThat(Files.exists(CONTRACT) ? Files.readString(CONTRACT) : "")
        .as("%s is not what the application says. Run ./mvnw -Dtest=OpenApiContractTest"
            + " -Dopenapi.write=true test and commit the file.", CONTRACT)
        .isEqualTo(now);
  }

  @Test
  void nothingInItDependsOnTheMachine() {
    assertThat(document.at("/servers")).hasSize(1);
    assertThat(document.at("/servers/0/url").asString()).isEqualTo("/");
    assertThat(document.toString()).doesNotContain("localhost", "127.0.0.1");
  }

  @Test
  void everyOperationIsDocumented() {
    assertThat(document.at("/paths").size()).isEqualTo(17);
    document.at("/paths").forEachEntry((path, item) -> item.forEach(operation -> {
      assertThat(operation.at("/operationId").asString()).as(path).isNotEmpty();
      assertThat(operation.at("/summary").asString()).as(path).isNotEmpty();
      operation.at("/parameters").forEach(parameter -> {
        String name = path + " " + parameter.at("/name").asString();
        assertThat(parameter.at("/description").asString()).as(name).isNotEmpty();
        assertThat(parameter.has("example") || name.endsWith("cursor")).as(name).isTrue();
      });
      operation.at("/responses").forEachEntry((status, response) -> {
        JsonNode content = response.at(status.equals("200")
            ? "/content/application~1json"
            : "/content/application~1problem+json");
        assertThat(content.at("/example").isObject()).as(path + " " + status).isTrue();
        assertThat(content.at("/schema").isObject()).as(path + " " + status).isTrue();
      });
    }));
  }

  /** A view that got another field, or lost one, does not read the old example any more. */
  @ParameterizedTest
  @CsvSource({"listServices, ServicesView", "listOperations, OperationsView",
      "listAttributes, AttributesView", "listAttributeValues, AttributeValuesView",
      "searchTraces, SearchPageView", "getTrace, TraceView", "diffTraces, TraceDiffView",
      "importTraces, ImportView", "createInstrumentationPatches, PatchesView",
      "rollBackInstrumentation, PatchesView", "diagnoseInjection, DiagnosisView",
      "renderInstrumentations, InstrumentationsView",
      "listInstrumentationLanguages, LanguagesView",
      "getInstrumentationStatus, InstrumentationStatusView", "patchLiveWorkload, LivePatchView",
      "rollBackLiveWorkload, LivePatchView"})
  void examplesHaveTheShapeOfAnswers(String operation, String view) throws Exception {
    Class<?> type = Class.forName("app.xquare.trace.web." + view);
    JsonNode example = JSON.readTree(OpenApiContractTest.class
        .getResourceAsStream("/openapi/" + operation + ".json"));
    assertThat(JSON.readTree(JSON.writeValueAsString(JSON.treeToValue(example, type))))
        .isEqualTo(example);
  }

  @Test
  void whatMayBeNullSaysSo() {
    Map<String, String> nullable = Map.of("/SearchPage/properties/nextCursor", "string",
        "/TraceSummary/properties/rootService", "string", "/Row/properties/parentRow", "integer",
        "/Trace/properties/nextOffset", "integer", "/PathDiff/properties/parent", "integer");
    nullable.forEach((place, type) -> assertThat(
        document.at("/components/schemas" + place + "/type").toString()).as(place)
        .contains(type, "null"));
  }

  @Test
  void theExplorerNeedsNoInternet() {
    HttpResponse<byte[]> start = application.get("/swagger-ui.html");
    assertThat(start.statusCode()).isEqualTo(302);
    assertThat(start.headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
    for (String file : new String[]{"index.html", "swagger-initializer.js", "index.css"}) {
      HttpResponse<byte[]> answer = application.get("/swagger-ui/" + file);
      assertThat(answer.statusCode()).as(file).isEqualTo(200);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).as(file)
          .doesNotContain("http://", "https://", "src=\"//", "url(//");
    }
    for (String file : new String[]{"swagger-ui.css", "swagger-ui-bundle.js",
        "swagger-ui-standalone-preset.js"}) {
      assertThat(application.get("/swagger-ui/" + file).statusCode()).as(file).isEqualTo(200);
    }
  }
}
