package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Looks elements of named lists up. */
final class EnvironmentArray {
  private EnvironmentArray() {}

  /** The last element of that name: of two variables it is the one that counts. -1 if none. */
  static int last(@Nullable JsonNode array, String name) {
    if (array == null) {
      return -1;
    }
    for (int i = array.size() - 1; i >= 0; i--) {
      if (name.equals(Json.text(array.get(i), "name"))) {
        return i;
      }
    }
    return -1;
  }
}
