package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as the API reads and writes them; inside they are nanoseconds since the epoch. */
final class TimeText {
  static final String EXPECTED = "RFC 3339 with an offset such as 2026-11-22T01:02:03Z, milliseconds"
      + " since the epoch, or a time before now such as -1h; from 1970 to 2262-04-11";

  private static final long SECOND = 1_000_000_000L;
  private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
  /** A plus that was not encoded arrives as a space, and nothing else can stand there. */
  private static final Pattern UNENCODED_PLUS = Pattern.compile(" (?=\\d\\d:\\d\\d$)");
  private static final DateTimeFormatter WRITTEN = DateTimeFormatter
      .ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private TimeText() {}

  /**
   * @return nanoseconds since the epoch, zero or more
   * @throws InvalidInputException naming {@code field}
   */
  static long parse(String field, String text, Instant now) {
    return nanos(text, now).orElseThrow(() -> new InvalidInputException(field, text, EXPECTED));
  }

  private static OptionalLong nanos(String text, Instant now) {
    try {
      if (MILLIS.matcher(text).matches()) {
        return OptionalLong.of(Math.multiplyExact(Long.parseLong(text), 1_000_000L));
      }
      if (isRelative(text)) {
        return relative(text.startsWith("now") ? text.substring(3) : text, now);
      }
      String encoded = UNENCODED_PLUS.matcher(text).replaceFirst("+");
      return notNegative(nanos(OffsetDateTime.parse(encoded).toInstant()));
    } catch (DateTimeException | ArithmeticException notATimeInRange) {
      return OptionalLong.empty();
    }
  }

  /** Whether the instant that is meant depends on when one asks. */
  static boolean isRelative(@Nullable String text) {
    return text != null && (text.startsWith("now") || text.startsWith("-"));
  }

  private static OptionalLong relative(String offset, Instant now) {
    if (offset.isEmpty()) {
      return notNegative(nanos(now));
    }
    OptionalLong before = offset.startsWith("-")
        ? DurationText.nanos(offset.substring(1))
        : OptionalLong.empty();
    return before.isEmpty() ? before : notNegative(nanos(now) - before.getAsLong());
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
  }

  private static OptionalLong notNegative(long nanos) {
    return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /**
   * RFC 3339 in UTC with all nine digits of the nanoseconds.
   *
   * @param unixNano unsigned: what was sent as the time of an event is not checked
   */
  static String format(long unixNano) {
    return WRITTEN.format(Instant.ofEpochSecond(Long.divideUnsigned(unixNano, SECOND),
        Long.remainderUnsigned(unixNano, SECOND)));
  }
}
