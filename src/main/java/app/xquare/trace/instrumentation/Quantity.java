package app.xquare.trace.instrumentation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An amount of memory or storage as Kubernetes writes it. */
record Quantity(long bytes) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)(\\w{0,2})");
  private static final Map<String, Long> UNITS = Map.of("", 1L, "k", 1_000L, "M", 1_000_000L, "G",
      1_000_000_000L, "T", 1_000_000_000_000L, "Ki", 1L << 10, "Mi", 1L << 20, "Gi", 1L << 30, "Ti",
      1L << 40);

  /** Null if it is none, or one with a unit that memory does not have. */
  static @Nullable Quantity of(String text) {
    Matcher parts = TEXT.matcher(text);
    Long unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
    return unit == null
        ? null
        : new Quantity(
            new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)).longValue());
  }
}
