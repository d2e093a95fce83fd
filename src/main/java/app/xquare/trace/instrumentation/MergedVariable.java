package app.xquare.trace.instrumentation;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A variable that an agent shares with the application: what it holds is kept, and ours is put before
 * or after it.
 *
 * @param alone the value where there was none
 * @param before put in front of what is there
 * @param after put behind what is there
 * @param ours what shows that it is there already
 * @param foreign what shows another agent, or null
 */
record MergedVariable(String name, String alone, String before, String after, String ours,
    @Nullable Pattern foreign) {
  String with(String existing) {
    return existing.isEmpty() ? alone : before + existing + after;
  }

  boolean isIn(String value) {
    return value.contains(ours);
  }

  boolean isForeign(String value) {
    return foreign != null && foreign.matcher(value).find() && !isIn(value);
  }

  /** The value without our part, wherever others have put it by now; null if it is not there. */
  @Nullable
  String removedFrom(String value) {
    int start = value.indexOf(before);
    int end = value.lastIndexOf(after);
    return start < 0 || end < start + before.length()
        ? null
        : value.substring(0, start) + value.substring(start + before.length(), end)
            + value.substring(end + after.length());
  }

  /** What was there before, or null if the value is not one that we made. */
  @Nullable
  String without(String value) {
    if (value.equals(alone)) {
      return "";
    }
    return value.length() > before.length() + after.length() && value.startsWith(before)
        && value.endsWith(after)
            ? value.substring(before.length(), value.length() - after.length())
            : null;
  }
}
