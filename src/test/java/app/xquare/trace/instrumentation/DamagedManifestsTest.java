package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.PatchResult.Status;
import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.testing.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifests with something replaced, removed or doubled: they are patched, and then all that is
 * promised holds, or refused with a reason. The seed is the test's parameter.
 */
@NullUnmarked
class DamagedManifestsTest {
  private static final List<String> OPTIONS = List.of("{'language': 'java'}",
      "{'language': 'nodejs', 'preserveValueFrom': true, 'safeToEvict': true}",
      "{'language': 'python', 'override': true, 'wrapCommand': true, 'migrate': true}",
      "{'language': 'dotnet', 'force': true, 'nodeSelector': {'a': 'b'}}",
      "{'language': 'sdk', 'imagePullSecrets': ['x'], 'guards': 'portable'}",
      "{'language': 'go', 'allowPrivileged': true, 'goTarget': '/app'}",
      "{'language': 'java', 'mode': 'annotate'}");
  private static final List<String> VALUES = List.of("null", "1", "true", "\"\"", "\"x\"", "[]",
      "{}", "[null]", "[1]", "[[]]", "{\"name\": null}", "[{\"name\": \"app\"}]", "\"$(A)\"");

  static IntStream seeds() {
    return Counts.seeds(2, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void patchedWellOrRefused(int seed) {
    Random random = new Random(seed);
    int patched = 0;
    List<String> faults = new ArrayList<>();
    for (ManifestDocument shape : ManifestReader.read(Manifests.resource("shapes.yaml"))) {
      for (int i = 0; i < 40; i++) {
        ObjectNode input = shape.body().deepCopy();
        int damages = 1 + random.nextInt(2);
        for (int d = 0; d < damages; d++) {
          damage(input, random);
        }
        input = random.nextInt(4) == 0 && input.get("metadata") instanceof ObjectNode
            ? Manifests.live(input)
            : input;
        String options = OPTIONS.get(random.nextInt(OPTIONS.size()));
        try {
          patched += check(input, options) ? 1 : 0;
        } catch (AssertionError | RuntimeException fault) {
          faults.add(options + " " + input + ": " + fault);
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(patched).as("otherwise it shows nothing").isGreaterThan(200);
  }

  private static boolean check(ObjectNode input, String options) {
    PatchResult result = Manifests.patch(input, options);
    InjectionDiagnosis.of(List.of(ManifestDocument.of(0, input)), Json.object());
    Manifests.rollback(input);
    if (result.status() == Status.REFUSED) {
      assertThat(result.findings())
          .anyMatch(finding -> finding.severity() == Severity.ERROR);
      return false;
    }
    if (result.status() != Status.PATCHED || result.jsonPatch() == null
        || result.rollback().jsonPatch() == null) {
      return false;
    }
    ObjectNode patched = Manifests.jsonPatch(result.jsonPatch()).apply(input);
    ObjectNode back = Manifests.jsonPatch(result.rollback().jsonPatch()).apply(patched);
    if (input.at("/metadata").has("uid")) {
      assertThat(ShapesTest.normal(back)).isEqualTo(ShapesTest.normal(input));
    } else {
      assertThat(back).isEqualTo(input);
    }
    assertThat(Manifests.patch(patched, options).jsonPatch()).isEmpty();
    if (result.strategicMergePatch() != null) {
      assertThat(ShapesTest.normal(
          StrategicMergeApplier.apply(input, result.strategicMergePatch())))
          .isEqualTo(ShapesTest.normal(patched));
    }
    return true;
  }

  private static void damage(ObjectNode root, Random random) {
    List<JsonNode> parents = new ArrayList<>();
    collect(root, parents);
    JsonNode parent = parents.get(random.nextInt(parents.size()));
    JsonNode value = Manifests.JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    if (parent instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = List.copyOf(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(3)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(name, value);
        default -> object.set("extra", value);
      }
    } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
      int at = random.nextInt(array.size());
      switch (random.nextInt(3)) {
        case 0 -> array.remove(at);
        case 1 -> array.set(at, value);
        default -> array.insert(at, array.get(at).deepCopy());
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainer()) {
      into.add(node);
      node.forEach(child -> collect(child, into));
    }
  }
}
