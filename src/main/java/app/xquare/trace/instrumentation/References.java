package app.xquare.trace.instrumentation;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** References of Kubernetes, {@code $(NAME)}, in the values of variables. */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("(\\$+)\\(([^)]+)\\)");

  private References() {}

  /** Names that a value refers to; {@code $$(NAME)} is no reference. */
  static Set<String> in(String value) {
    Set<String> names = new LinkedHashSet<>();
    Matcher reference = REFERENCE.matcher(value);
    while (reference.find()) {
      if (reference.group(1).length() % 2 == 1) {
        names.add(reference.group(2));
      }
    }
    return names;
  }
}
