package app.xquare.trace.instrumentation.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    Lines lines = new Lines(text);
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
            pointer -> lines.of(index, pointer)));
      }
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 0 : Math.max(0, broken.getLocation().getLineNr());
      throw ManifestException.at(line, "the JSON is broken here",
          "well-formed JSON, each member once, nested at most " + ManifestReader.MAX_DEPTH
              + " levels");
    }
    return documents;
  }

  /** Reads again, once: lines are asked for where something is wrong, and then often for many. */
  private static final class Lines {
    private final String text;
    private @Nullable List<Place> documents;

    Lines(String text) {
      this.text = text;
    }

    int of(int document, String pointer) {
      List<Place> places = documents;
      if (places == null) {
        places = read();
        documents = places;
      }
      Place place = document < places.size() ? places.get(document) : null;
      for (String token : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
        place = place == null
            ? null
            : place.members().get(token.replace("~1", "/").replace("~0", "~"));
      }
      return place == null ? 0 : place.line();
    }

    private List<Place> read() {
      List<Place> places = new ArrayList<>();
      try (JsonParser parser = JSON.createParser(text)) {
        while (parser.nextToken() != null) {
          places.add(place(parser, parser.currentTokenLocation().getLineNr()));
        }
      }
      return places;
    }

    /** As deep as the text, which has a limit. */
    private static Place place(JsonParser parser, int line) {
      if (!parser.currentToken().isStructStart()) {
        return new Place(line, Map.of());
      }
      Map<String, Place> members = new HashMap<>();
      while (!parser.nextToken().isStructEnd()) {
        int at = parser.currentTokenLocation().getLineNr();
        String name = parser.currentName();
        if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
          parser.nextToken();
        } else {
          name = Integer.toString(members.size());
        }
        members.put(name, place(parser, at));
      }
      return new Place(line, members);
    }
  }

  /** Where a value stands; the elements of an array are members too. */
  private record Place(int line, Map<String, Place> members) {}
}
