package app.xquare.trace.web;

import app.xquare.trace.instrumentation.AgentImages;
import app.xquare.trace.instrumentation.InstrumentationResources;
import app.xquare.trace.instrumentation.LanguageCatalog;
import app.xquare.trace.instrumentation.manifest.YamlWriter;
import app.xquare.trace.model.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@Tag(name = "instrumentation")
@RestController
@RequestMapping(InstrumentationController.PATH)
class InstrumentationCatalogController {
  static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  static final String NAME_EXPECTED = "a name as Kubernetes has them";
  private static final int MAX_NAMESPACES = 100;
  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

  private final AgentImages images;

  InstrumentationCatalogController(AgentImages images) {
    this.images = images;
  }

  @Operation(operationId = "renderInstrumentations", summary = "The operator's Instrumentation resources", description = "One for each namespace, named `otel-instrumentation-NAMESPACE`, in JSON or YAML by"
      + " `Accept`: spans over HTTP to the collector on the pod's own node.")
  @Parameter(name = "namespaces", in = ParameterIn.QUERY, required = true, example = "shop-prod,shop-stag", array = @ArraySchema(schema = @Schema(type = "string")), description = "Names with commas between them, repeatable, up to 100.")
  @Parameter(name = "endpoint", in = ParameterIn.QUERY, example = "http://collector.otel:4318", schema = @Schema(type = "string"), description = "Where spans go instead.")
  @ApiResponse(responseCode = "200", description = "OK", content = {
      @Content(mediaType = JSON, schema = @Schema(implementation = InstrumentationsView.class)),
      @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))})
  @GetMapping(path = "/instrumentations", produces = {JSON, PatchForm.YAML_TYPE})
  ResponseEntity<Object> instrumentations(QueryParameters query,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
    List<String> namespaces = new ArrayList<>();
    for (String text : query.texts("namespaces")) {
      namespaces.addAll(List.of(text.split(",", -1)));
    }
    if (namespaces.isEmpty() || namespaces.size() > MAX_NAMESPACES) {
      throw new InvalidInputException("namespaces", namespaces.size() + " names",
          "1 to " + MAX_NAMESPACES);
    }
    String endpoint = query.text("endpoint");
    List<ObjectNode> all = namespaces.stream().distinct()
        .map(namespace -> InstrumentationResources.of(namespace, endpoint))
        .toList();
    PatchForm form = PatchForm.of(accept, EnumSet.of(PatchForm.ALL, PatchForm.MANIFEST));
    return form == PatchForm.MANIFEST
        ? ResponseEntity.ok().contentType(MediaType.parseMediaType(PatchForm.YAML_TYPE))
            .body(YamlWriter.write(all))
        : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
            .body(new InstrumentationsView(List.copyOf(all)));
  }

  static String name(String field, @Nullable String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new InvalidInputException(field, name == null ? "" : name, NAME_EXPECTED);
    }
    return name;
  }

  @Operation(operationId = "listInstrumentationLanguages", summary = "What each language's agent adds", description = "With the images that this installation takes them from.")
  @GetMapping(path = "/languages", produces = JSON)
  LanguagesView languages() {
    return LanguagesView.of(LanguageCatalog.of(images));
  }
}
