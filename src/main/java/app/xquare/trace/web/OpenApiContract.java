package app.xquare.trace.web;

import app.xquare.trace.web.ManifestTurns.BusyException;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Adds to the document what holds for all operations: problems, examples, and which fields are always there. */
final class OpenApiContract implements OpenApiCustomizer {
  private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
  private static final String PROBLEM = "Problem";
  private static final String ADMIN = "/admin/";
  private static final String LIVE = "/live/";

  private final JsonMapper json = JsonMapper.shared();

  @Override
  @SuppressWarnings("rawtypes")
  public void customise(OpenAPI document) {
    Components components = document.getComponents();
    for (Map.Entry<String, Schema> named : components.getSchemas().entrySet()) {
      Schema<?> schema = named.getValue();
      // Answers are always whole; requests are not.
      if (schema.getProperties() != null && !named.getKey().startsWith("PatchRequest")) {
        schema.setRequired(List.copyOf(schema.getProperties().keySet()));
      }
    }
    components.addSchemas(PROBLEM, problemSchema());
    document.getPaths().forEach((path, item) -> item.readOperations()
        .forEach(operation -> complete(path, operation)));
  }

  private void complete(String path, Operation operation) {
    Content success = response(operation, "200").getContent();
    Objects.requireNonNull(success.get(JSON), "every operation answers in JSON")
        .setExample(example(operation.getOperationId()));
    problem(operation, 400, path, ProblemType.INVALID_REQUEST.detail("limit", "0",
        "an integer, 1..1000"));
    if (path.contains("/traces/")) {
      problem(operation, 404, path, ProblemType.TRACE_NOT_FOUND
          .detail("The trace 4bf92f3577b34da6a3ce929d0e0e4736 is not stored."));
    }
    if (path.contains(LIVE)) {
      problem(operation, 404, path, ProblemType.LIVE_MODE_OFF.detail(LiveModeOffException.WHY));
      problem(operation, 502, path, ProblemType.CLUSTER_REFUSED.detail("The cluster did not allow"
          + " the patch of deployment shop in shop-prod: 403 Forbidden."));
    }
    problem(operation, 406, path, ProblemType.NOT_ACCEPTABLE.detail("Accept", "text/html",
        String.join(", ", success.keySet())));
    if (operation.getRequestBody() != null) {
      problem(operation, 413, path, ProblemType.TOO_LARGE.detail(
          path.contains(ADMIN) ? ManifestRequest.TOO_LARGE : ImportedFile.TOO_LARGE));
      problem(operation, 415, path, ProblemType.UNSUPPORTED_MEDIA_TYPE.detail("Content-Type",
          "text/plain", String.join(", ", operation.getRequestBody().getContent().keySet())));
    }
    if (success.containsKey(PatchForm.JSON_PATCH_TYPE)) {
      problem(operation, 422, path, ProblemType.NOT_PATCHABLE.detail("Deployment shop:"
          + " CONTAINER_NAME_REQUIRED in line 9: Say which by `containers`: there are web, worker."));
    }
    problem(operation, 500, path, ProblemType.INTERNAL.detail(Problems.SEE_LOG));
    boolean manifest = path.contains(ADMIN) && operation.getRequestBody() != null;
    if (path.contains(ADMIN) && !manifest && !path.endsWith("/status")) {
      return;
    }
    problem(operation, 503, path, ProblemType.UNAVAILABLE.detail(
        manifest ? BusyException.WHY : Problems.TRY_AGAIN));
    response(operation, "503").addHeaderObject("Retry-After",
        new Header().description("Seconds to wait").schema(new IntegerSchema()));
  }

  private static ApiResponse response(Operation operation, String status) {
    return Objects.requireNonNull(operation.getResponses().get(status),
        () -> operation.getOperationId() + " has no " + status);
  }

  private void problem(Operation operation, int status, String path, ProblemDetail example) {
    example.setInstance(
        URI.create(path.replace("{traceId}", "4bf92f3577b34da6a3ce929d0e0e4736")
            .replace("{a}", "4bf92f3577b34da6a3ce929d0e0e4736")
            .replace("{b}", "5b8efff798038103d269b633813fc60c").replace("{service}", "checkout")
            .replace("{key}", "http.route")));
    operation.getResponses().addApiResponse(Integer.toString(status),
        new ApiResponse().description(example.getTitle())
            .content(new Content().addMediaType(
                org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                new MediaType().schema(new Schema<>().$ref(PROBLEM))
                    .example(plain(example)))));
  }

  /** The document is written by another Jackson, which knows maps but not our one's trees. */
  private static Map<String, Object> plain(ProblemDetail problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", String.valueOf(problem.getType()));
    fields.put("title", String.valueOf(problem.getTitle()));
    fields.put("status", problem.getStatus());
    fields.put("detail", String.valueOf(problem.getDetail()));
    fields.put("instance", String.valueOf(problem.getInstance()));
    fields.putAll(Objects.requireNonNullElse(problem.getProperties(), Map.of()));
    return fields;
  }

  private static Schema<?> problemSchema() {
    Schema<?> problem = new ObjectSchema().description("RFC 9457")
        .addProperty("type",
            new StringSchema().format("uri").description("Names the kind of problem"))
        .addProperty("title", new StringSchema().description("The kind of problem in words"))
        .addProperty("status", new IntegerSchema().description("The HTTP status"))
        .addProperty("detail", new StringSchema().description("What is wrong with this request"))
        .addProperty("instance",
            new StringSchema().format("uri").description("Path of the request"))
        .addProperty("field",
            new StringSchema().description("The parameter or place that is wrong"))
        .addProperty("value", new StringSchema().description("What was sent, or its beginning"))
        .addProperty("expected", new StringSchema().description("What would have been right"));
    problem.setRequired(List.of("type", "title", "status", "detail"));
    return problem;
  }

  /** An answer that was really given; a test checks that it still has the right shape. */
  private Object example(String operationId) {
    try (InputStream file = OpenApiContract.class
        .getResourceAsStream("/openapi/" + operationId + ".json")) {
      if (file == null) {
        throw new IllegalStateException("no example for the operation " + operationId);
      }
      return json.readValue(new String(file.readAllBytes(), StandardCharsets.UTF_8), Object.class);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
