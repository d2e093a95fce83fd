package app.xquare.trace.web;

import app.xquare.trace.instrumentation.InjectionDiagnosis;
import app.xquare.trace.instrumentation.InjectionDiagnosis.Diagnosis;
import app.xquare.trace.instrumentation.InjectionOptions;
import app.xquare.trace.instrumentation.WorkloadPatches;
import app.xquare.trace.model.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Tag(name = "instrumentation", description = "Patches that put OpenTelemetry into workloads of Kubernetes.")
@RestController
@RequestMapping(InstrumentationController.PATH)
class InstrumentationController {
  static final String PATH = WebConfiguration.API + "/admin/instrumentation";
  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
  private static final String X_YAML = "application/x-yaml";

  private static final Set<PatchForm> INVERSES = EnumSet.complementOf(EnumSet.of(PatchForm.MERGE));

  private final WorkloadPatches patches;
  private final ManifestTurns turns;

  InstrumentationController(WorkloadPatches patches, ManifestTurns turns) {
    this.patches = patches;
    this.turns = turns;
  }

  @Operation(operationId = "createInstrumentationPatches", summary = "Patches that instrument workloads", description = "One atomic, guarded patch for each workload, its exact inverse, the forms for Git, the"
      + " commands, and every conflict that was kept, changed or refused. Nothing is applied. In"
      + " YAML the body is the manifest and the options are in the query; in JSON it is the"
      + " manifest, or an object with `manifest` and the options. Up to 2 MiB, 100 objects. By"
      + " `Accept` the answer is everything, or one form bare; then a refusal is a 422.", requestBody = @RequestBody(required = true, content = {
          @Content(mediaType = JSON, schema = @Schema(implementation = PatchRequestView.class)),
          @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))}))
  @ApiResponse(responseCode = "200", description = "OK", content = {
      @Content(mediaType = JSON, schema = @Schema(implementation = PatchesView.class)),
      @Content(mediaType = PatchForm.JSON_PATCH_TYPE, schema = @Schema(type = "string")),
      @Content(mediaType = PatchForm.STRATEGIC_TYPE, schema = @Schema(type = "string")),
      @Content(mediaType = PatchForm.MERGE_TYPE, schema = @Schema(type = "string")),
      @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))})
  @PatchParameters
  @PostMapping(path = "/patches", consumes = {JSON, PatchForm.YAML_TYPE, X_YAML}, produces = {JSON,
      PatchForm.JSON_PATCH_TYPE, PatchForm.STRATEGIC_TYPE, PatchForm.MERGE_TYPE,
      PatchForm.YAML_TYPE})
  ResponseEntity<Object> patches(HttpServletRequest request, QueryParameters query,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept)
      throws IOException {
    PatchForm form = PatchForm.of(accept, EnumSet.allOf(PatchForm.class));
    ObjectNode options = PatchOptions.of(query);
    return turns.take(request, body -> {
      ManifestRequest read = ManifestRequest.of(request, body, options);
      return form.answer(patches.patch(read.documents(), InjectionOptions.read(read.options())));
    });
  }

  @Operation(operationId = "rollBackInstrumentation", summary = "Patches that undo", description = "From the manifests as they are now, by the markers that a patch left in them: also when"
      + " its own rollback does not fit any more, because others changed the object.", requestBody = @RequestBody(required = true, content = {
          @Content(mediaType = JSON, schema = @Schema(type = "object")),
          @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))}))
  @ApiResponse(responseCode = "200", description = "OK", content = {
      @Content(mediaType = JSON, schema = @Schema(implementation = PatchesView.class)),
      @Content(mediaType = PatchForm.JSON_PATCH_TYPE, schema = @Schema(type = "string")),
      @Content(mediaType = PatchForm.STRATEGIC_TYPE, schema = @Schema(type = "string")),
      @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))})
  @Parameter(name = "guards", in = ParameterIn.QUERY, example = "kubernetes", schema = @Schema(type = "string"), description = "Tests in the JSON Patch: `kubernetes`, `portable` or `none`.")
  @Parameter(name = "namespace", in = ParameterIn.QUERY, example = "shop-prod", schema = @Schema(type = "string"), description = "Namespace, where the manifest says none.")
  @PostMapping(path = "/rollback", consumes = {JSON, PatchForm.YAML_TYPE, X_YAML}, produces = {JSON,
      PatchForm.JSON_PATCH_TYPE, PatchForm.STRATEGIC_TYPE, PatchForm.YAML_TYPE})
  ResponseEntity<Object> rollback(HttpServletRequest request, QueryParameters query,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept)
      throws IOException {
    PatchForm form = PatchForm.of(accept, INVERSES);
    ObjectNode options = texts(query, "guards", "namespace");
    return turns.take(request, body -> {
      ManifestRequest read = ManifestRequest.of(request, body, options);
      return form.answer(patches.rollback(read.documents(), read.options()));
    });
  }

  @Operation(operationId = "diagnoseInjection", summary = "Why an annotated workload sends nothing", description = "Eighteen checks of a workload and of the objects that come with it: Namespace, Pods,"
      + " Instrumentations, Secrets and ConfigMaps (without data), the MutatingWebhookConfiguration,"
      + " the operator's Deployment. What was not sent is not checked; the command that decides it"
      + " is there.", requestBody = @RequestBody(required = true, content = {
          @Content(mediaType = JSON, schema = @Schema(type = "object")),
          @Content(mediaType = PatchForm.YAML_TYPE, schema = @Schema(type = "string"))}))
  @Parameter(name = "namespace", in = ParameterIn.QUERY, example = "shop-prod", schema = @Schema(type = "string"), description = "Namespace, where the manifest says none.")
  @Parameter(name = "complete", in = ParameterIn.QUERY, example = "Instrumentation", array = @ArraySchema(schema = @Schema(type = "string")), description = "Kinds of which the cluster has no others than were sent, so that what is missing is known to be: `Instrumentation`, `Secret`, `ConfigMap`, `MutatingWebhookConfiguration`.")
  @PostMapping(path = "/diagnose", consumes = {JSON, PatchForm.YAML_TYPE,
      X_YAML}, produces = JSON)
  DiagnosisView diagnose(HttpServletRequest request, QueryParameters query) throws IOException {
    ObjectNode options = texts(query, "namespace");
    if (query.has("complete")) {
      query.texts("complete").forEach(options.putArray("complete")::add);
    }
    return turns.take(request, body -> {
      ManifestRequest read = ManifestRequest.of(request, body, options);
      List<Diagnosis> all = InjectionDiagnosis.of(read.documents(), read.options());
      if (all.isEmpty()) {
        throw new InvalidInputException("manifest", "no workload among "
            + read.documents().size() + " objects",
            "a Deployment, StatefulSet, DaemonSet, CronJob,"
                + " Job, ReplicaSet, Rollout or Pod, and what belongs to it");
      }
      return DiagnosisView.of(all);
    });
  }

  private static ObjectNode texts(QueryParameters query, String... names) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      String text = query.text(name);
      if (text != null) {
        options.put(name, text);
      }
    }
    return options;
  }
}
