package app.xquare.trace.instrumentation.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads manifests from hands that may mean harm: no tags but YAML's own, and everything has a limit.
 * Scalars mean what they mean to kubectl (YAML 1.1 without base 60 and dates).
 */
public final class ManifestReader {
  public static final int MAX_CHARACTERS = 1 << 20;
  public static final int MAX_DOCUMENTS = 100;
  static final int MAX_DEPTH = 60;
  static final int MAX_NODES = 100_000;
  static final int MAX_ALIASES = 50;

  /** What Helm would have replaced; other tools keep double braces in strings for good. */
  private static final Pattern TEMPLATE = Pattern.compile(
      "\\{\\{-?\\s*(\\.(Values|Release|Chart|Capabilities|Files)\\b|\\$|include\\b|template\\b|tpl\\b"
          + "|toYaml\\b|if\\b|else\\b|end\\b|range\\b|define\\b|with \\.)");
  /** Not YAML that begins in its flow style. */
  private static final Pattern JSON = Pattern.compile("\\s*\\{\\s*[\"}]");
  private static final String RENDERED = "a rendered manifest, such as `helm template` prints";

  private ManifestReader() {}

  /**
   * Every object of the text, those of a {@code List} one by one. Empty documents are left out.
   *
   * @throws ManifestException naming the line, if it is no YAML or JSON, a template, or over a limit
   */
  public static List<ManifestDocument> read(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw ManifestException.tooLarge(0, text.length() + " characters",
          "at most " + MAX_CHARACTERS);
    }
    List<ManifestDocument> whole;
    try {
      whole = JSON.matcher(text).lookingAt() ? JsonManifests.read(text) : YamlManifests.read(text);
    } catch (ManifestException unreadable) {
      int brace = text.indexOf("{{");
      if (brace >= 0 && !unreadable.isTooLarge()) {
        throw ManifestException.at(lineOf(text, brace), "a template, {{ … }}", RENDERED);
      }
      throw unreadable;
    }
    List<ManifestDocument> objects = objects(whole);
    if (objects.isEmpty()) {
      throw ManifestException.at(0, "no object", "at least one Kubernetes object");
    }
    return objects;
  }

  /** @throws ManifestException for the line of the first expression that Helm should have replaced */
  public static void refuseTemplates(String text) {
    Matcher template = TEMPLATE.matcher(text);
    if (template.find()) {
      throw ManifestException.at(lineOf(text, template.start()), "a template, {{ … }}", RENDERED);
    }
  }

  /** Objects that were given as such, under the same limits. */
  public static List<ManifestDocument> read(JsonNode given) {
    if (!(given instanceof ObjectNode object)) {
      throw ManifestException.at(0, Shape.name(given), "an object, or text");
    }
    Shape.check(object, MAX_DEPTH, MAX_NODES);
    return objects(List.of(ManifestDocument.of(0, object)));
  }

  private static List<ManifestDocument> objects(List<ManifestDocument> whole) {
    List<ManifestDocument> objects = new ArrayList<>();
    for (ManifestDocument document : whole) {
      if (document.body().path("kind").asString("").endsWith("List")
          && document.body().get("items") instanceof ArrayNode items) {
        for (int i = 0; i < items.size(); i++) {
          if (!(items.get(i) instanceof ObjectNode item)) {
            throw ManifestException.at(document.line("/items/" + i), Shape.name(items.get(i)),
                "an object");
          }
          objects.add(document.itemOfList(i, item));
        }
      } else {
        objects.add(document);
      }
      if (objects.size() > MAX_DOCUMENTS) {
        throw ManifestException.tooLarge(0, "more than " + MAX_DOCUMENTS + " objects",
            "at most " + MAX_DOCUMENTS + " at a time");
      }
    }
    return objects;
  }

  private static int lineOf(String text, int index) {
    return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
  }
}
