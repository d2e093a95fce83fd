package app.xquare.trace.web;

import app.xquare.trace.instrumentation.InjectionOptions;
import app.xquare.trace.instrumentation.live.LivePatches;
import app.xquare.trace.model.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Always in the contract; where the live mode is off, the answer says how to switch it on. */
@Tag(name = "instrumentation")
@RestController
@RequestMapping(path = InstrumentationController.PATH
    + "/live", produces = MediaType.APPLICATION_JSON_VALUE)
class LiveInstrumentationController {
  private static final String OFF = " Off unless `xquare.trace.instrumentation.live.enabled` is set;"
      + " then a 404 `live-mode-off` says so.";

  private final ObjectProvider<LivePatches> live;

  LiveInstrumentationController(ObjectProvider<LivePatches> live) {
    this.live = live;
  }

  @Operation(operationId = "patchLiveWorkload", summary = "Patches a workload of the cluster", description = "Reads it, tries the patch in a dry run of the server, and applies it only with"
      + " `apply=true`." + OFF)
  @PatchParameters
  @Parameter(name = "kind", in = ParameterIn.QUERY, required = true, example = "deployment", schema = @Schema(type = "string"), description = "`cronjob`, `daemonset`, `deployment`, `rollout` or `statefulset`.")
  @Parameter(name = "name", in = ParameterIn.QUERY, required = true, example = "shop", schema = @Schema(type = "string"), description = "Name of the workload; `namespace` must be there too.")
  @Parameter(name = "apply", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Whether to apply it; else it is only tried.")
  @PostMapping("/patches")
  LivePatchView patch(QueryParameters query, HttpServletRequest request) {
    LivePatches patches = patches(request);
    return LivePatchView.of(patches.patch(kind(query), name(query, "namespace"),
        name(query, "name"), InjectionOptions.read(PatchOptions.of(query)), query.flag("apply")));
  }

  @Operation(operationId = "rollBackLiveWorkload", summary = "Takes a patch out of a workload of the cluster", description = "By the markers in it; tried and applied as a patch is."
      + OFF)
  @Parameter(name = "kind", in = ParameterIn.QUERY, required = true, example = "deployment", schema = @Schema(type = "string"), description = "`cronjob`, `daemonset`, `deployment`, `rollout` or `statefulset`.")
  @Parameter(name = "namespace", in = ParameterIn.QUERY, required = true, example = "shop-prod", schema = @Schema(type = "string"), description = "Of the workload.")
  @Parameter(name = "name", in = ParameterIn.QUERY, required = true, example = "shop", schema = @Schema(type = "string"), description = "Name of the workload.")
  @Parameter(name = "apply", in = ParameterIn.QUERY, example = "false", schema = @Schema(type = "boolean"), description = "Whether to apply it; else it is only tried.")
  @PostMapping("/rollback")
  LivePatchView rollback(QueryParameters query, HttpServletRequest request) {
    LivePatches patches = patches(request);
    return LivePatchView.of(patches.rollback(kind(query), name(query, "namespace"),
        name(query, "name"), query.flag("apply")));
  }

  /** A page of another site could make the browser of somebody inside send such a request. */
  private LivePatches patches(HttpServletRequest request) {
    LivePatches patches = live.getIfAvailable();
    if (patches == null) {
      throw new LiveModeOffException();
    }
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    boolean ours = site != null
        ? Set.of("same-origin", "none").contains(site)
        : origin == null || origin.replaceFirst("^https?://", "")
            .equals(request.getHeader(HttpHeaders.HOST));
    if (!ours) {
      throw new InvalidInputException(HttpHeaders.ORIGIN, origin == null ? "" : origin,
          "no page of another site");
    }
    return patches;
  }

  private static String kind(QueryParameters query) {
    String kind = query.text("kind");
    if (kind == null || !LivePatches.kinds().contains(kind)) {
      throw new InvalidInputException("kind", kind == null ? "" : kind,
          "one of " + String.join(", ", LivePatches.kinds()));
    }
    return kind;
  }

  private static String name(QueryParameters query, String field) {
    return InstrumentationCatalogController.name(field, query.text(field));
  }
}
