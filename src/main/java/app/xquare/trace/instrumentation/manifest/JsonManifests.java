package app.xquare.trace.instrumentation.manifest;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects, one after the other. */
final class JsonManifests {
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(ManifestReader.MAX_DEPTH).maxNumberLength(100).build())
      .build();
  private static final JsonMapper JSON = JsonMapper.builder(FACTORY)
      .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonManifests() {}

  static List<ManifestDocument> read(String text) {
    List<ManifestDocument> documents = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        int index = documents.size();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw ManifestException.at(parser.currentTokenLocation().getLineNr(),
              "no object", "a Kubernetes object");
        }
        JsonNode tree = parser.readValueAsTree();
        Shape.check(tree, ManifestReader.MAX_DEPTH, ManifestReader.MAX_NODES);
        documents.add(new ManifestDocument(index, ManifestDocument.NOT_IN_LIST, (ObjectNode) tree,
            pointer -> line(text, index, pointer)));
      }
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 0 : Math.max(0, broken.getLocation().getLineNr());
      throw ManifestException.at(line, "the JSON is broken here",
          "well-formed JSON, each member once, nested at most " + ManifestReader.MAX_DEPTH
              + " levels");
    }
    return documents;
  }

  /** Reads again: lines are asked for where something is wrong, and for nothing else. */
  private static int line(String text, int document, String pointer) {
    try (JsonParser parser = JSON.createParser(text)) {
      int at = -1;
      while (parser.nextToken() != null) {
        if (parser.streamReadContext().getParent() != null
            && parser.streamReadContext().getParent().inRoot()
            && parser.currentToken() == JsonToken.START_OBJECT) {
          at++;
        }
        if (at == document
            && parser.streamReadContext().pathAsPointer().toString().equals(pointer)) {
          return parser.currentTokenLocation().getLineNr();
        }
      }
    }
    return 0;
  }
}
