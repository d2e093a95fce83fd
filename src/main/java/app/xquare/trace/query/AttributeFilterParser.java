package app.xquare.trace.query;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.query.AttributeFilter.Operator;
import app.xquare.trace.query.AttributeFilter.Place;

/** Reads what {@link AttributeFilter#parse} describes. */
final class AttributeFilterParser {
  private static final String GRAMMAR = "key=value, key!=value, key>n, key>=n, key<n, key<=n,"
      + " key~regex, key or !key";

  private final String text;
  private int at;

  AttributeFilterParser(String text) {
    this.text = text;
  }

  AttributeFilter parse() {
    boolean absent = text.startsWith("!") && !text.startsWith("!=");
    at = absent ? 1 : 0;
    Place place = Place.ANYWHERE;
    String key = unquoted();
    if (at < text.length() && text.charAt(at) == '"') {
      place = AttributeFilter.placeOf(key);
      key = quoted();
    } else {
      place = AttributeFilter.placeOf(key);
      key = AttributeFilter.withoutPrefix(place, key);
    }
    if (key.isEmpty()) {
      throw invalid("a key, as in " + GRAMMAR);
    }
    if (at == text.length()) {
      return new AttributeFilter(text, place, key, absent ? Operator.ABSENT : Operator.EXISTS, "");
    }
    Operator operator = operator();
    if (absent) {
      throw invalid("!key without a value, or key!=value");
    }
    return new AttributeFilter(text, place, key, operator, text.substring(at));
  }

  /** Up to the first operator, or to a quote where a key can begin. */
  private String unquoted() {
    int from = at;
    while (at < text.length() && !isOperator()) {
      if (text.charAt(at) == '"' && isPrefix(text.substring(from, at))) {
        break;
      }
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean isPrefix(String read) {
    return AttributeFilter.withoutPrefix(AttributeFilter.placeOf(read), read).isEmpty();
  }

  private boolean isOperator() {
    return switch (text.charAt(at)) {
      case '=', '<', '>', '~' -> true;
      case '!' -> at + 1 < text.length() && text.charAt(at + 1) == '=';
      default -> false;
    };
  }

  private String quoted() {
    StringBuilder key = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return key.toString();
      }
      if (c == '\\') {
        at++;
        if (at == text.length() || "\"\\".indexOf(text.charAt(at)) < 0) {
          throw invalid("only \\\" and \\\\ after a backslash in a quoted key");
        }
        c = text.charAt(at);
      }
      key.append(c);
    }
    throw invalid("a closing quote");
  }

  private Operator operator() {
    char c = text.charAt(at);
    boolean withEqual = at + 1 < text.length() && text.charAt(at + 1) == '=';
    Operator operator = switch (c) {
      case '=' -> Operator.EQUAL;
      case '~' -> Operator.MATCHES;
      case '<' -> withEqual ? Operator.AT_MOST : Operator.LESS;
      case '>' -> withEqual ? Operator.AT_LEAST : Operator.GREATER;
      case '!' -> withEqual ? Operator.NOT_EQUAL : null;
      default -> null;
    };
    if (operator == null) {
      throw invalid("an operator behind the quoted key, as in " + GRAMMAR);
    }
    at += withEqual && c != '=' && c != '~' ? 2 : 1;
    return operator;
  }

  private InvalidInputException invalid(String expected) {
    return new InvalidInputException("attribute", text, expected);
  }
}
