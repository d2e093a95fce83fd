package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Inputs and patches that were applied to real tools, kept as files. */
@NullUnmarked
class SamplesTest {
  private static final String WITHOUT_ENVIRONMENT = "'deriveEnvironment': false";

  private static PatchResult patch(String name) {
    return Manifests.patch(Manifests.resource("samples/" + name + "-input.yaml"),
        "{'language': '" + name + "', " + WITHOUT_ENVIRONMENT + "}");
  }

  private static JsonNode json(String file) {
    return Manifests.JSON.readTree(Manifests.resource("samples/" + file));
  }

  @Test
  void python() {
    PatchResult result = patch("python");
    assertThat(result.jsonPatch()).isEqualTo(json("python-patch.json"));
    assertThat(result.patchedManifest())
        .isEqualTo(Manifests.read(Manifests.resource("samples/python-patched.yaml")));
    assertThat(result.rollback().jsonPatch()).isEqualTo(json("python-rollback.json"));
  }

  @Test
  void java() {
    PatchResult result = patch("java");
    assertThat(result.jsonPatch()).isEqualTo(json("java-patch.json"));
    assertThat(result.patchedManifest())
        .isEqualTo(Manifests.read(Manifests.resource("samples/java-patched.yaml")));
  }

  /** Here lists that the patch made are removed as well, where nothing else came into them. */
  @Test
  void javaBack() {
    List<JsonNode> ours = new ArrayList<>();
    List<String> emptied = new ArrayList<>();
    JsonNode all = patch("java").rollback().jsonPatch();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).path("value").toString().equals("[]")) {
        assertThat(all.get(i + 1).path("op").asString()).isEqualTo("remove");
        assertThat(all.get(i + 1).path("path")).isEqualTo(all.get(i).path("path"));
        emptied.add(all.get(i).path("path").asString());
        i++;
      } else {
        ours.add(all.get(i));
      }
    }
    assertThat(emptied).containsExactly("/spec/template/spec/containers/0/volumeMounts",
        "/spec/template/spec/initContainers", "/spec/template/spec/volumes");
    assertThat(ours).containsExactlyElementsOf(json("java-rollback.json"));
  }
}
