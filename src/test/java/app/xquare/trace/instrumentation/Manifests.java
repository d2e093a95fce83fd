package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Short words for tests about manifests. */
@NullUnmarked
final class Manifests {
  static final JsonMapper JSON = new JsonMapper();
  private static final WorkloadPatches PATCHES = new WorkloadPatches(AgentImages.standard());

  private Manifests() {}

  static String resource(String name) {
    try (InputStream file = Manifests.class.getResourceAsStream("/instrumentation/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param options a JSON object, whose quotes may be single */
  static InjectionOptions options(String options) {
    return InjectionOptions
        .read((ObjectNode) JSON.readTree(options.replace('\'', '"')));
  }

  /** The results for all documents. */
  static List<PatchResult> patchAll(String manifests, String options) {
    return PATCHES.patch(ManifestReader.read(manifests), options(options));
  }

  /** The result for the only document. */
  static PatchResult patch(String manifest, String options) {
    return patchAll(manifest, options).getFirst();
  }

  static PatchResult patch(ObjectNode manifest, String options) {
    return PATCHES.patch(List.of(ManifestDocument.of(0, manifest)), options(options)).getFirst();
  }

  static PatchResult rollback(ObjectNode manifest) {
    return PATCHES.rollback(List.of(ManifestDocument.of(0, manifest)), Json.object()).getFirst();
  }

  static ObjectNode read(String manifest) {
    return ManifestReader.read(manifest).getFirst().body();
  }

  static JsonPatch jsonPatch(JsonNode operations) {
    List<PatchOperation> read = new ArrayList<>();
    for (JsonNode one : operations) {
      read.add(new PatchOperation(one.path("op").asString(), one.path("path").asString(),
          one.get("value")));
    }
    return new JsonPatch(read);
  }

  static List<FindingCode> codes(PatchResult result) {
    return result.findings().stream().map(Finding::code).toList();
  }

  /** The first container's variable, or null. */
  static JsonNode variable(PatchResult result, String name) {
    for (JsonNode element : container(result, 0).path("env")) {
      if (element.path("name").asString("").equals(name)) {
        return element;
      }
    }
    return null;
  }

  static String value(PatchResult result, String name) {
    JsonNode element = variable(result, name);
    return element == null ? null : element.path("value").asString(null);
  }

  static JsonNode container(PatchResult result, int index) {
    return result.patchedManifest().at("/spec/template/spec/containers/" + index);
  }

  /** A deployment whose containers stand at this place of a text. */
  static String deployment(String containers) {
    return """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop, namespace: shop-prod}
        spec:
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
        """ + containers.indent(6);
  }

  /** A deployment of one container with these members besides its name and image. */
  static String app(String members) {
    return deployment("- name: app\n  image: example/app:1\n" + members.indent(2));
  }

  /** As {@link #app}, with an environment in flow style. */
  static String env(String env) {
    return app("env: [" + env + "]");
  }

  /** The same with members of the pod. */
  static String pod(String members) {
    return app("") + members.indent(6);
  }

  /** As the API server gives it back. */
  static ObjectNode live(ObjectNode manifest) {
    ObjectNode live = manifest.deepCopy();
    ObjectNode metadata = (ObjectNode) live.get("metadata");
    metadata.put("uid", "5f0c1f0e-0000-4000-8000-000000000001").put("generation", 7)
        .put("resourceVersion", "12345").put("creationTimestamp", "2026-11-22T01:02:03Z");
    metadata.putArray("managedFields").addObject().put("manager", "kubectl");
    live.putObject("status").put("observedGeneration", 7);
    return live;
  }
}
