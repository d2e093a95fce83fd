package app.xquare.trace.model;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The text forms in which attribute values are compared and indexed. An array has the texts of its
 * elements; a map and an empty value have none.
 */
public final class AttributeTexts {
  /** Longer texts are no numbers, so that comparing them stays cheap. */
  private static final int MAX_NUMBER_CHARS = 64;
  /** Every double fits; a larger one would take gigabytes to write out. */
  private static final int MAX_SCALE = 1_000;

  /** Numbers with so few characters are written out, if their fraction is as short. */
  private static final int MAX_PLAIN_CHARS = 18;
  /** With its point. */
  private static final int MAX_PLAIN_FRACTION = 6;

  private AttributeTexts() {}

  public static void forEach(AttributeValue value, Consumer<String> sink) {
    switch (value) {
      case AttributeValue.StringValue(String text) -> sink.accept(text);
      case AttributeValue.BoolValue(boolean bool) -> sink.accept(Boolean.toString(bool));
      case AttributeValue.LongValue(long number) -> sink.accept(Long.toString(number));
      case AttributeValue.DoubleValue(double number) -> sink.accept(of(number));
      case AttributeValue.BytesValue(byte[] bytes) ->
        sink.accept(Base64.getEncoder().encodeToString(bytes));
      case AttributeValue.ArrayValue array -> array.values().forEach(v -> forEach(v, sink));
      case AttributeValue.MapValue map -> {
      }
      case AttributeValue.EmptyValue empty -> {
      }
    }
  }

  /** A double that is a whole number has the same text as the integer, so {@code 5} finds both. */
  public static String of(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      return Long.toString((long) number);
    }
    return Double.isFinite(number) ? of(BigDecimal.valueOf(number)) : Double.toString(number);
  }

  /** The one text of all spellings of a number: {@code 5}, {@code 5.0} and {@code 0.5e1} give {@code 5}. */
  public static String of(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    boolean plain = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 19;
    return plain ? stripped.toPlainString() : stripped.toString();
  }

  /**
   * The number that a text spells ({@code 5}, {@code -0.5}, {@code 1e3}), or null if it is none.
   * Values are equal as numbers if {@link #of(BigDecimal)} gives the same text for both.
   */
  public static @Nullable BigDecimal number(String text) {
    if (text.isEmpty() || text.length() > MAX_NUMBER_CHARS || !canBeginNumber(text.charAt(0))) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.scale()) <= MAX_SCALE ? number : null;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /**
   * False if {@link #number} of these UTF-8 bytes is null, or {@link #of(BigDecimal)} of it the same
   * text: cheap, and said of nearly everything.
   */
  public static boolean mayHaveOtherSpelling(byte[] text, int from, int to) {
    if (from == to || to - from > MAX_NUMBER_CHARS || !canBeginNumber((char) text[from])) {
      return false;
    }
    int sign = text[from] == '-' || text[from] == '+' ? 1 : 0;
    int whole = digits(text, from + sign, to);
    int at = whole;
    if (at < to && text[at] == '.') {
      at = digits(text, at + 1, to);
    }
    boolean exponent = at < to && (text[at] == 'e' || text[at] == 'E');
    if (exponent) {
      int begin = at + 1 < to && (text[at + 1] == '-' || text[at + 1] == '+') ? at + 2 : at + 1;
      at = digits(text, begin, to);
    }
    if (at < to) {
      // An address, a date, an id: no number at all.
      return false;
    }
    boolean plain = text[from] != '+' && !exponent && whole > from + sign
        && to - from <= MAX_PLAIN_CHARS && (text[from + sign] != '0' || whole == from + sign + 1);
    boolean fraction = whole < to;
    return !plain || (fraction
        ? to - whole > MAX_PLAIN_FRACTION || text[to - 1] == '0'
            || text[to - 1] == '.'
        : sign == 1 && text[whole - 1] == '0');
  }

  private static int digits(byte[] text, int from, int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private static boolean canBeginNumber(char first) {
    return (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
  }
}
