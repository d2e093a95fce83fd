package app.xquare.trace.web;

import app.xquare.trace.instrumentation.InjectionOptions;
import app.xquare.trace.instrumentation.live.LivePatches;
import app.xquare.trace.instrumentation.live.LiveResult;
import app.xquare.trace.model.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hidden from the contract, because it is there only where it was switched on. */
@Hidden
@RestController
@ConditionalOnBooleanProperty("xquare.trace.instrumentation.live.enabled")
@RequestMapping(path = InstrumentationController.PATH
    + "/live", produces = MediaType.APPLICATION_JSON_VALUE)
class LiveInstrumentationController {
  private final LivePatches live;

  LiveInstrumentationController(LivePatches live) {
    this.live = live;
  }

  /** @param accepted whether a dry run of the server took the patch */
  record LiveView(PatchesView.Result result, boolean accepted, boolean applied) {
    static LiveView of(LiveResult live) {
      return new LiveView(PatchesView.Result.of(live.result()), live.accepted(), live.applied());
    }
  }

  @PatchParameters
  @Parameter(name = "kind", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(name = "name", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(name = "apply", in = ParameterIn.QUERY, schema = @Schema(type = "boolean"))
  @PostMapping("/patches")
  LiveView patch(QueryParameters query) {
    return LiveView.of(live.patch(kind(query), name(query, "namespace"), name(query, "name"),
        InjectionOptions.read(PatchOptions.of(query)), query.flag("apply")));
  }

  @Parameter(name = "kind", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(name = "namespace", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(name = "name", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
  @Parameter(name = "apply", in = ParameterIn.QUERY, schema = @Schema(type = "boolean"))
  @PostMapping("/rollback")
  LiveView rollback(QueryParameters query) {
    return LiveView.of(live.rollback(kind(query), name(query, "namespace"), name(query, "name"),
        query.flag("apply")));
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
