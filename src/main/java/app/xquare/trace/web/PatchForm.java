package app.xquare.trace.web;

import app.xquare.trace.instrumentation.Finding;
import app.xquare.trace.instrumentation.PatchResult;
import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.Severity;
import app.xquare.trace.instrumentation.manifest.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The forms in which patches are given, by {@code Accept}: everything, or one thing bare. */
enum PatchForm {
  ALL(MediaType.APPLICATION_JSON_VALUE),
  JSON_PATCH(PatchForm.JSON_PATCH_TYPE),
  STRATEGIC(
      PatchForm.STRATEGIC_TYPE),
  MERGE(PatchForm.MERGE_TYPE),
  MANIFEST(PatchForm.YAML_TYPE);

  static final String JSON_PATCH_TYPE = "application/json-patch+json";
  static final String STRATEGIC_TYPE = "application/strategic-merge-patch+json";
  static final String MERGE_TYPE = "application/merge-patch+json";
  static final String YAML_TYPE = "application/yaml";

  private final String type;

  PatchForm(String type) {
    this.type = type;
  }

  /** The first of those on offer that is asked for; everything if nothing is. */
  static PatchForm of(@Nullable String accept, Set<PatchForm> offered) {
    List<MediaType> asked = new ArrayList<>(MediaType.parseMediaTypes(accept));
    MimeTypeUtils.sortBySpecificity(asked);
    asked.sort((a, b) -> Double.compare(b.getQualityValue(), a.getQualityValue()));
    for (MediaType one : asked) {
      for (PatchForm form : values()) {
        if (one.getQualityValue() > 0 && offered.contains(form)
            && one.isCompatibleWith(MediaType.parseMediaType(form.type))) {
          return form;
        }
      }
    }
    return ALL;
  }

  /** @throws NotPatchableException if a bare form cannot say what came of it */
  ResponseEntity<Object> answer(List<PatchResult> results) {
    return ResponseEntity.ok().contentType(MediaType.parseMediaType(type)).body(switch (this) {
      case ALL -> PatchesView.of(results);
      case JSON_PATCH -> only(results, PatchResult::jsonPatch).toString();
      case STRATEGIC -> only(results, PatchResult::strategicMergePatch).toString();
      case MERGE -> only(results, PatchResult::annotationPatch).toString();
      case MANIFEST -> manifests(results);
    });
  }

  private static JsonNode only(List<PatchResult> results,
      Function<PatchResult, @Nullable JsonNode> patch) {
    List<PatchResult> workloads = results.stream()
        .filter(result -> result.status() != Status.PASSED_THROUGH).toList();
    if (workloads.size() != 1) {
      throw new NotPatchableException("A bare patch is for one workload, but there are "
          + workloads.size() + "; ask for application/json.");
    }
    refuse(workloads.getFirst());
    JsonNode form = patch.apply(workloads.getFirst());
    if (form == null) {
      throw new NotPatchableException("There is no patch of this form for a "
          + workloads.getFirst().target().kind() + "; application/json has all there are.");
    }
    return form;
  }

  private static String manifests(List<PatchResult> results) {
    List<ObjectNode> manifests = new ArrayList<>();
    for (PatchResult result : results) {
      refuse(result);
      ObjectNode manifest = result.patchedManifest();
      if (manifest != null) {
        manifests.add(manifest);
      }
    }
    return YamlWriter.write(manifests);
  }

  private static void refuse(PatchResult result) {
    if (result.status() == Status.REFUSED) {
      throw new NotPatchableException(result.target().kind() + " " + result.target().name() + ": "
          + result.findings().stream().filter(finding -> finding.severity() == Severity.ERROR)
              .map(PatchForm::sentence).collect(Collectors.joining(" ")));
    }
  }

  private static String sentence(Finding finding) {
    return finding.code() + (finding.line() == null ? "" : " in line " + finding.line()) + ": "
        + finding.message();
  }
}
