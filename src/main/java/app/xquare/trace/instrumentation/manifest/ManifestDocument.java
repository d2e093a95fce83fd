package app.xquare.trace.instrumentation.manifest;

import java.util.function.ToIntFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * One object of a text of manifests.
 *
 * @param document its place among the documents, from 0; items of a {@code List} share one
 * @param item its place in the {@code List} that holds it, or -1
 * @param body the object itself; never changed by what reads it
 * @param lines the line, from 1, of what a JSON pointer into the body names, or 0
 */
public record ManifestDocument(int document, int item, ObjectNode body,
    ToIntFunction<String> lines) {
  public static final int NOT_IN_LIST = -1;

  /** An object that came as such: it has no lines. */
  public static ManifestDocument of(int document, ObjectNode body) {
    return new ManifestDocument(document, NOT_IN_LIST, body, pointer -> 0);
  }

  /** The line of a JSON pointer into the body, from 1, or 0 if it is not known. */
  public int line(String pointer) {
    return lines.applyAsInt(pointer);
  }

  ManifestDocument itemOfList(int index, ObjectNode itemBody) {
    return new ManifestDocument(document, index, itemBody,
        pointer -> lines.applyAsInt("/items/" + index + pointer));
  }
}
