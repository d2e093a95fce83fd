package app.xquare.trace.instrumentation.manifest;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes YAML that readers of 1.1 and 1.2 agree about: a text that any of them could take for
 * something else is quoted. Members keep their order.
 */
public final class YamlWriter {
  private static final Pattern PLAIN = Pattern
      .compile("[A-Za-z_/][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*");
  private static final Pattern PRINTABLE = Pattern
      .compile("[\\x20-\\x7E\\xA0-\\u2027\\u202A-\\uD7FF\\uE000-\\uFEFE]*");
  private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y",
      "n", "null", "nan", "inf");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /** Documents of one stream, separated by {@code ---}, each ending with a line feed. */
  public static String write(List<? extends JsonNode> documents) {
    YamlWriter writer = new YamlWriter();
    for (int i = 0; i < documents.size(); i++) {
      if (i > 0) {
        writer.out.append("---\n");
      }
      writer.block(documents.get(i), 0);
    }
    return writer.out.toString();
  }

  private void block(JsonNode node, int indent) {
    switch (node) {
      case ObjectNode object when !object.isEmpty() -> members(object, indent, false);
      case ArrayNode array when !array.isEmpty() -> {
        for (JsonNode element : array) {
          out.append(" ".repeat(indent)).append("- ");
          if (element instanceof ObjectNode object && !object.isEmpty()) {
            members(object, indent + 2, true);
          } else if (element instanceof ArrayNode inner && !inner.isEmpty()) {
            out.append('\n');
            block(inner, indent + 2);
          } else {
            scalar(element, indent + 2);
          }
        }
      }
      default -> scalar(node, indent);
    }
  }

  private void members(ObjectNode object, int indent, boolean firstIsIndented) {
    boolean indented = firstIsIndented;
    for (var member : object.properties()) {
      out.append(indented ? "" : " ".repeat(indent)).append(quoted(member.getKey())).append(':');
      indented = false;
      JsonNode value = member.getValue();
      if (value.isContainer() && !value.isEmpty()) {
        out.append('\n');
        block(value, value.isArray() ? indent : indent + 2);
      } else {
        out.append(' ');
        scalar(value, indent + 2);
      }
    }
  }

  private void scalar(JsonNode value, int indent) {
    if (value.isContainer()) {
      out.append(value.isArray() ? "[]" : "{}").append('\n');
    } else if (value.isString() && isLiteral(value.stringValue())) {
      String text = value.stringValue();
      out.append(text.endsWith("\n") ? "|\n" : "|-\n");
      for (String line : (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text)
          .split("\n", -1)) {
        out.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
      }
    } else {
      out.append(value.isString() ? quoted(value.stringValue()) : value.toString()).append('\n');
    }
  }

  /** Several lines that a block scalar gives back exactly. */
  private static boolean isLiteral(String text) {
    if (text.indexOf('\n') < 1 || text.indexOf('\r') >= 0 || text.startsWith(" ")
        || text.endsWith("\n\n")
        || text.equals("\n")) {
      return false;
    }
    return text.lines().allMatch(
        line -> line.isEmpty() || (PRINTABLE.matcher(line).matches() && !line.endsWith(" ")
            && !line.isBlank()));
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
      return text;
    }
    if (PRINTABLE.matcher(text).matches()) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder escaped = new StringBuilder("\"");
    text.codePoints().forEach(c -> {
      switch (c) {
        case '"' -> escaped.append("\\\"");
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        default -> {
          if (c >= 0x20 && c < 0x7F) {
            escaped.appendCodePoint(c);
          } else if (c <= 0xFFFF) {
            escaped.append(String.format(Locale.ROOT, "\\u%04X", c));
          } else {
            escaped.append(String.format(Locale.ROOT, "\\U%08X", c));
          }
        }
      }
    });
    return escaped.append('"').toString();
  }
}
