package app.xquare.trace.instrumentation.manifest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Documents of a YAML stream. Nodes become values here, so no constructor of a tag ever runs. */
final class YamlManifests {
  private int nodes;

  private YamlManifests() {}

  static List<ManifestDocument> read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(ManifestReader.MAX_CHARACTERS);
    options.setNestingDepthLimit(ManifestReader.MAX_DEPTH);
    options.setMaxAliasesForCollections(ManifestReader.MAX_ALIASES);
    List<ManifestDocument> documents = new ArrayList<>();
    YamlManifests reader = new YamlManifests();
    try {
      Composer composer = new Composer(
          new BoundedEvents(new ParserImpl(new StreamReader(text), options)), new Resolver(),
          options);
      while (composer.checkNode()) {
        Node node = composer.getNode();
        JsonNode tree = reader.value(node, ManifestReader.MAX_DEPTH);
        if (tree instanceof ObjectNode object) {
          if (documents.size() == ManifestReader.MAX_DOCUMENTS) {
            throw ManifestException.tooLarge(line(node.getStartMark()),
                "more than " + ManifestReader.MAX_DOCUMENTS + " documents",
                "at most " + ManifestReader.MAX_DOCUMENTS + " at a time");
          }
          documents.add(new ManifestDocument(documents.size(), ManifestDocument.NOT_IN_LIST, object,
              pointer -> line(node, pointer)));
        } else if (!tree.isNull()) {
          throw ManifestException.at(line(node.getStartMark()), Shape.name(tree),
              "a Kubernetes object");
        }
      }
    } catch (MarkedYAMLException broken) {
      throw ManifestException.at(line(broken.getProblemMark()), "the YAML is broken here",
          "well-formed YAML");
    } catch (ReaderException character) {
      long line = text.codePoints().limit(character.getPosition()).filter(c -> c == '\n').count();
      throw ManifestException.at((int) line + 1, "a character that YAML does not have",
          "text without control characters");
    } catch (YAMLException limit) {
      throw ManifestException.tooLarge(0, "more nesting or aliases than are read",
          "at most " + ManifestReader.MAX_DEPTH + " levels and " + ManifestReader.MAX_ALIASES
              + " aliases of collections");
    }
    return documents;
  }

  private JsonNode value(Node node, int depthLeft) {
    if (depthLeft == 0) {
      throw Shape.tooDeep(line(node.getStartMark()));
    }
    if (++nodes > ManifestReader.MAX_NODES) {
      throw Shape.tooMany(line(node.getStartMark()));
    }
    return switch (node) {
      case ScalarNode scalar -> YamlScalars.value(scalar, line(node.getStartMark()));
      case SequenceNode sequence -> {
        refuseTag(node, Tag.SEQ);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node element : sequence.getValue()) {
          array.add(value(element, depthLeft - 1));
        }
        yield array;
      }
      case MappingNode mapping -> {
        refuseTag(node, Tag.MAP);
        yield object(mapping, depthLeft);
      }
      default -> throw ManifestException.at(line(node.getStartMark()), "an alias to nothing",
          "an anchor before its aliases");
    };
  }

  private ObjectNode object(MappingNode mapping, int depthLeft) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    for (NodeTuple member : mapping.getValue()) {
      Node key = member.getKeyNode();
      if (key.getTag().equals(Tag.MERGE)) {
        merge(merged, member.getValueNode(), depthLeft);
        continue;
      }
      if (!(key instanceof ScalarNode scalar)) {
        throw ManifestException.at(line(key.getStartMark()), "a key that is no text", "a text");
      }
      if (object.has(scalar.getValue())) {
        throw ManifestException.at(line(key.getStartMark()), "a key for the second time",
            "each key once");
      }
      object.set(scalar.getValue(), value(member.getValueNode(), depthLeft - 1));
    }
    merged.forEachEntry((name, value) -> {
      if (!object.has(name)) {
        object.set(name, value);
      }
    });
    return object;
  }

  private void merge(ObjectNode into, Node from, int depthLeft) {
    if (from instanceof SequenceNode several) {
      several.getValue().forEach(one -> merge(into, one, depthLeft - 1));
      return;
    }
    if (!(value(from, depthLeft - 1) instanceof ObjectNode object)) {
      throw ManifestException.at(line(from.getStartMark()), "a merge of no mapping", "a mapping");
    }
    object.forEachEntry(into::putIfAbsent);
  }

  private static void refuseTag(Node node, Tag expected) {
    if (!node.getTag().equals(expected)) {
      throw ManifestException.at(line(node.getStartMark()), "a tag", "no tags");
    }
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }

  /** Of the deepest part of the pointer that is there. */
  private static int line(Node root, String pointer) {
    Node at = root;
    int line = line(root.getStartMark());
    for (String token : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String name = token.replace("~1", "/").replace("~0", "~");
      Node next = null;
      if (at instanceof SequenceNode sequence && name.matches("\\d{1,6}")
          && Integer.parseInt(name) < sequence.getValue().size()) {
        next = sequence.getValue().get(Integer.parseInt(name));
        line = line(next.getStartMark());
      } else if (at instanceof MappingNode mapping) {
        for (NodeTuple member : mapping.getValue()) {
          if (member.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
            next = member.getValueNode();
            line = line(key.getStartMark());
          }
        }
      }
      if (next == null) {
        return line;
      }
      at = next;
    }
    return line;
  }
}
