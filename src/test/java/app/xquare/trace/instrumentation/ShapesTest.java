package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.instrumentation.manifest.YamlWriter;
import app.xquare.trace.instrumentation.patch.PatchRefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Thirty shapes of workloads, five languages, from Git and from a cluster: what holds for all. */
@NullUnmarked
class ShapesTest {
  private static final List<String> LANGUAGES = List.of("java", "nodejs", "python", "dotnet",
      "sdk");

  static Stream<Arguments> all() {
    List<ManifestDocument> shapes = ManifestReader.read(Manifests.resource("shapes.yaml"));
    assertThat(shapes).hasSize(30);
    List<Arguments> all = new ArrayList<>();
    for (ManifestDocument shape : shapes) {
      for (String language : LANGUAGES) {
        String name = shape.body().at("/metadata/name").asString();
        all.add(Arguments.of(name, language, false, shape.body()));
        all.add(Arguments.of(name, language, true, Manifests.live(shape.body())));
      }
    }
    return all.stream();
  }

  private static PatchResult patch(ObjectNode input, String language) {
    return Manifests.patch(input, "{'language': '" + language + "'}");
  }

  @ParameterizedTest(name = "{0} {1} live={2}")
  @MethodSource("all")
  void everyFormLeadsToTheSameObjectAndBack(String name, String language, boolean live,
      ObjectNode input) {
    ObjectNode untouched = input.deepCopy();
    PatchResult result = patch(input, language);
    assertThat(result.status()).as("%s", result.findings()).isEqualTo(Status.PATCHED);
    assertThat(input).as("the input is left alone").isEqualTo(untouched);
    assertThat(patch(input, language)).as("the same again").isEqualTo(result);

    boolean pod = input.path("kind").asString().equals("Pod");
    ObjectNode patched = pod
        ? result.patchedManifest()
        : Manifests.jsonPatch(result.jsonPatch()).apply(input);
    assertThat(ServerFields.without(patched)).isEqualTo(result.patchedManifest());
    assertThat(Manifests.read(YamlWriter.write(List.of(patched)))).isEqualTo(patched);
    admits(patched);

    PatchResult again = patch(patched, language);
    assertThat(again.status()).as("%s", again.findings()).isEqualTo(Status.UNCHANGED);
    assertThat(again.jsonPatch()).isEmpty();

    ObjectNode back = Manifests
        .jsonPatch(Manifests.rollback(patched).jsonPatch()).apply(patched);
    assertThat(normal(back)).as("by the markers").isEqualTo(normal(pod
        ? ServerFields.without(input)
        : input));
    if (!pod) {
      reversible(input, result, patched);
    }
    if (result.strategicMergePatch() != null) {
      strategic(input, result, patched);
    } else {
      assertThat(input.path("kind").asString()).isIn("Pod", "Rollout");
    }
  }

  private static void reversible(ObjectNode input, PatchResult result, ObjectNode patched) {
    ObjectNode back = Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched);
    if (input.at("/metadata").has("uid") && !input.path("kind").asString().equals("Rollout")) {
      assertThat(normal(back)).as("rolled back, as the server keeps it").isEqualTo(normal(input));
    } else {
      assertThat(back).as("rolled back, to the byte").hasToString(input.toString());
    }
    ObjectNode changedSince = patched.deepCopy();
    if (changedSince.at("/metadata") instanceof ObjectNode metadata && metadata.has("generation")) {
      metadata.put("generation", 8);
    }
    assertThatThrownBy(() -> Manifests.jsonPatch(result.jsonPatch()).apply(changedSince))
        .as("applied twice").isInstanceOf(PatchRefusedException.class);
  }

  private static void strategic(ObjectNode input, PatchResult result, ObjectNode patched) {
    JsonNode forward = result.strategicMergePatch();
    assertThat(StrategicMergeApplier.apply(input, forward)).isEqualTo(patched);
    assertThat(StrategicMergeApplier.apply(patched, forward)).as("twice").isEqualTo(patched);
    JsonNode backward = result.rollback().strategicMergePatch();
    ObjectNode back = StrategicMergeApplier.apply(patched, backward);
    assertThat(normal(back)).isEqualTo(normal(input));
    assertThat(normal(StrategicMergeApplier.apply(back, backward))).isEqualTo(normal(input));
  }

  /** Empty lists and maps, and nulls, are to Kubernetes as if they were not there. */
  static JsonNode normal(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.forEachEntry((name, value) -> {
        JsonNode normal = normal(value);
        if (!normal.isNull() && !(normal.isContainer() && normal.isEmpty())) {
          copy.set(name, normal);
        }
      });
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.array();
      array.forEach(element -> copy.add(normal(element)));
      return copy;
    }
    return node;
  }

  /** What the API server checks in a pod template, written again, apart from the code. */
  private static void admits(ObjectNode object) {
    JsonNode spec = object.findValue("containers") == null ? object : podSpec(object);
    Set<String> volumes = new HashSet<>();
    spec.path("volumes").forEach(volume -> assertThat(
        volumes.add(volume.path("name").asString())).as("volume twice").isTrue());
    object.at("/spec/volumeClaimTemplates")
        .forEach(claim -> volumes.add(claim.at("/metadata/name").asString()));
    Set<String> names = new HashSet<>();
    for (String list : List.of("initContainers", "containers")) {
      for (JsonNode container : spec.path(list)) {
        assertThat(names.add(container.path("name").asString())).as("container twice").isTrue();
        Set<String> paths = new HashSet<>();
        container.path("volumeMounts").forEach(mount -> {
          assertThat(volumes).contains(mount.path("name").asString());
          assertThat(paths.add(mount.path("mountPath").asString())).isTrue();
        });
        environment(container.path("env"));
      }
    }
  }

  private static void environment(JsonNode env) {
    Set<String> defined = new HashSet<>();
    List<String> all = new ArrayList<>();
    env.forEach(element -> all.add(element.path("name").asString()));
    assertThat(all).doesNotHaveDuplicates();
    for (JsonNode element : env) {
      assertThat(element.hasNonNull("value") && element.hasNonNull("valueFrom")).isFalse();
      String value = element.path("value").asString("");
      String name = element.path("name").asString();
      if (name.startsWith("OTEL_")) {
        all.stream().filter(other -> value.contains("$(" + other + ")"))
            .forEach(other -> assertThat(defined).as(name).contains(other));
      }
      defined.add(name);
    }
  }

  private static JsonNode podSpec(ObjectNode object) {
    return switch (object.path("kind").asString()) {
      case "Pod" -> object.path("spec");
      case "CronJob" -> object.at("/spec/jobTemplate/spec/template/spec");
      default -> object.at("/spec/template/spec");
    };
  }
}
