package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: {@code 1.2s}, {@code 100ms}, {@code 500us}, {@code 1m30s}. */
final class DurationText {
  static final String EXPECTED = "a number with a unit, ns, us, ms, s, m, h or d, such as 1.2s, 100ms or 1m30s";

  /** Longer texts name no duration that fits, and would only cost time. */
  private static final int MAX_CHARS = 64;
  private static final Pattern PART = Pattern
      .compile("(\\d+(?:\\.\\d+)?)(ns|us|\u00B5s|\u03BCs|ms|s|m|h|d)");
  private static final Map<String, Long> NANOS = Map.of("ns", 1L, "us", 1_000L, "\u00B5s", 1_000L,
      "\u03BCs", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h",
      3_600_000_000_000L, "d", 86_400_000_000_000L);

  private DurationText() {}

  /**
   * @return nanoseconds, zero or more
   * @throws InvalidInputException naming {@code field}
   */
  static long parse(String field, String text) {
    return nanos(text).orElseThrow(() -> new InvalidInputException(field, text, EXPECTED));
  }

  /** Empty where the text is no duration, or not a whole number of nanoseconds in a {@code long}. */
  static OptionalLong nanos(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARS) {
      return OptionalLong.empty();
    }
    Matcher part = PART.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    int at = 0;
    while (at < text.length()) {
      part.region(at, text.length());
      if (!part.lookingAt()) {
        return OptionalLong.empty();
      }
      BigDecimal number = new BigDecimal(part.group(1));
      sum = sum.add(number.multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
      at = part.end();
    }
    try {
      return OptionalLong.of(sum.longValueExact());
    } catch (ArithmeticException notWholeOrTooLong) {
      return OptionalLong.empty();
    }
  }
}
