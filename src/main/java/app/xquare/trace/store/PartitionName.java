package app.xquare.trace.store;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How partitions are named: the arrival day in UTC, as {@code 20261122}, and where one day has more of
 * them a part of it, as {@code 20261122_0001}. In the order of the names one is older than the next.
 */
public final class PartitionName {
  private static final Pattern FORM = Pattern.compile("\\d{8}(_\\d{4})?");
  private static final int DAY = 8;
  private static final int LAST_PART = 9_999;

  private PartitionName() {}

  /** Whether it has the form of a name. Other folders and collections are not ours. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** The first of a day. */
  static String of(LocalDate day) {
    return day.format(DateTimeFormatter.BASIC_ISO_DATE);
  }

  /** The day it is of, or null if it is not a partition's. */
  public static @Nullable LocalDate day(String name) {
    if (!isOne(name)) {
      return null;
    }
    try {
      return LocalDate.parse(name.substring(0, DAY), DateTimeFormatter.BASIC_ISO_DATE);
    } catch (DateTimeException notOurs) {
      return null;
    }
  }

  /** The next part of the same day; the last one there can be is followed by itself. */
  static String next(String name) {
    int part = name.length() == DAY ? 0 : Integer.parseInt(name, DAY + 1, name.length(), 10);
    int next = Math.min(part + 1, LAST_PART);
    return name.substring(0, DAY) + "_" + String.valueOf(LAST_PART + 1 + next).substring(1);
  }
}
