package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request, read strictly: a mistake is an answer, never a search for something
 * else. Every method throws {@link InvalidInputException} that names the parameter.
 */
final class QueryParameters {
  private final Map<String, List<String>> values;

  private QueryParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * @param query as it stands in the request target, or null
   * @param known the parameters there are; those that may be repeated map to true
   */
  static QueryParameters parse(@Nullable String query, Map<String, Boolean> known) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = decode("query", equals < 0 ? pair : pair.substring(0, equals));
          if (!known.containsKey(name)) {
            throw unknown(name, known.keySet());
          }
          String value = equals < 0 ? "" : decode(name, pair.substring(equals + 1));
          values.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(value);
        }
      }
    }
    values.forEach((name, all) -> check(name, all, known.getOrDefault(name, false)));
    return new QueryParameters(values);
  }

  private static void check(String name, List<String> all, boolean repeatable) {
    if (all.size() > 1 && !repeatable) {
      throw new InvalidInputException(name, String.join(", ", all), "this parameter once");
    }
    if (all.contains("")) {
      throw new InvalidInputException(name, "", "a value, or no such parameter");
    }
  }

  private static InvalidInputException unknown(String name, Collection<String> known) {
    return new InvalidInputException("query", name, known.isEmpty()
        ? "no parameters"
        : "only the parameters " + String.join(", ", known.stream().sorted().toList()));
  }

  /** Percent-encoded UTF-8, where a plus is a space; NUL and malformed bytes are refused. */
  private static String decode(String field, String encoded) {
    byte[] bytes = new byte[encoded.length()];
    int count = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        if (i + 2 >= encoded.length() || !HexFormat.isHexDigit(encoded.charAt(i + 1))
            || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
          throw new InvalidInputException(field, encoded,
              "percent signs followed by two hexadecimal digits");
        }
        bytes[count++] = (byte) HexFormat.fromHexDigits(encoded, i + 1, i + 3);
        i += 2;
      } else {
        bytes[count++] = c == '+' ? (byte) ' ' : (byte) c;
      }
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count))
          .toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException malformed) {
      // said below, with the field's name
    }
    throw new InvalidInputException(field, encoded, "UTF-8 without NUL");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable
  String text(String name) {
    List<String> all = values.get(name);
    return all == null ? null : all.getFirst();
  }

  /** All values of a parameter that may be repeated, in their order. */
  List<String> texts(String name) {
    return Collections.unmodifiableList(values.getOrDefault(name, List.of()));
  }

  int integer(String name, int least, int largest, int absent) {
    String text = text(name);
    if (text == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= largest) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // said below, with the parameter's name
    }
    throw new InvalidInputException(name, text, "an integer, " + least + ".." + largest);
  }

  boolean flag(String name) {
    return switch (text(name)) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      case String other -> throw new InvalidInputException(name, other, "true or false");
    };
  }

  /** Nanoseconds. */
  long duration(String name, long absent) {
    String text = text(name);
    return text == null ? absent : DurationText.parse(name, text);
  }

  /** @param spelling how the API writes a constant */
  <E extends Enum<E>> @Nullable E choice(String name, E[] all, Function<E, String> spelling) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    List<String> expected = new ArrayList<>();
    for (E one : all) {
      if (spelling.apply(one).equals(text.toLowerCase(Locale.ROOT))) {
        return one;
      }
      expected.add(spelling.apply(one));
    }
    throw new InvalidInputException(name, text, "one of " + String.join(", ", expected));
  }
}
