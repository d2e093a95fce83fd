package app.xquare.trace.instrumentation.manifest;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a plain scalar means to kubectl. */
final class YamlScalars {
  private static final Set<Tag> KNOWN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL,
      Tag.TIMESTAMP, Tag.MERGE);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private YamlScalars() {}

  static JsonNode value(ScalarNode scalar, int line) {
    Tag tag = scalar.getTag();
    if (!KNOWN.contains(tag)) {
      throw ManifestException.at(line, "a tag", "no tags");
    }
    String text = scalar.getValue();
    if (tag.equals(Tag.NULL)) {
      return NODES.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return NODES.booleanNode(Set.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT)));
    }
    boolean plain = tag.equals(Tag.STR) && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    // What YAML 1.1 says and SnakeYAML does not do.
    if (plain && text.matches("[yYnN]")) {
      return NODES.booleanNode(text.equalsIgnoreCase("y"));
    }
    if (plain && text.matches("0o[0-7]{1,20}")) {
      return integer("0" + text.substring(2), line);
    }
    // Base 60 and dates are text to kubectl.
    if (tag.equals(Tag.INT) && text.indexOf(':') < 0) {
      return integer(text, line);
    }
    if (tag.equals(Tag.FLOAT) && text.indexOf(':') < 0) {
      return decimal(text, line);
    }
    // SnakeYAML wants a point in a number, the reader of kubectl does not.
    if (plain && text.matches("[-+]?[0-9]{1,30}[eE][-+]?[0-9]{1,3}")) {
      return decimal(text, line);
    }
    return NODES.stringNode(text);
  }

  private static JsonNode integer(String written, int line) {
    String text = written.replace("_", "");
    boolean negative = text.startsWith("-");
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    int base = 10;
    if (digits.startsWith("0x") || digits.startsWith("0b")) {
      base = digits.charAt(1) == 'x' ? 16 : 2;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      base = 8;
    }
    if (digits.length() > 100) {
      throw ManifestException.at(line, "a number of " + digits.length() + " digits",
          "at most 100 digits");
    }
    BigInteger value = new BigInteger(digits, base);
    value = negative ? value.negate() : value;
    if (value.bitLength() < Integer.SIZE) {
      return NODES.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private static JsonNode decimal(String written, int line) {
    try {
      double value = Double.parseDouble(written.replace("_", ""));
      if (Double.isFinite(value)) {
        return NODES.numberNode(value);
      }
    } catch (NumberFormatException infinite) {
      // .inf and .nan have no place in JSON
    }
    throw ManifestException.at(line, "a number that JSON does not have", "a finite number");
  }
}
