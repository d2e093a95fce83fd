package app.xquare.trace.instrumentation.patch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes a copy of an object and writes down how, as JSON Patch operations. Every operation is
 * applied at once, so one that does not fit shows where it is made.
 */
public final class PatchEditor {
  private final ObjectNode object;
  private final Guards guards;
  private final boolean absenceIsGuardedOtherwise;
  private final List<PatchOperation> operations = new ArrayList<>();

  /**
   * @param absenceIsGuardedOtherwise leaves out tests for absence, as by a test of the generation
   */
  public PatchEditor(ObjectNode original, Guards guards, boolean absenceIsGuardedOtherwise) {
    this.object = original.deepCopy();
    this.guards = guards;
    this.absenceIsGuardedOtherwise = absenceIsGuardedOtherwise;
  }

  /** The copy as it stands now. */
  public ObjectNode object() {
    return object;
  }

  public JsonPatch patch() {
    return new JsonPatch(operations);
  }

  /** What a pointer names now, or null. */
  public @Nullable JsonNode at(String pointer) {
    return JsonPatch.at(object, pointer);
  }

  public PatchEditor test(String path, JsonNode value) {
    return apply(new PatchOperation(PatchOperation.TEST, path, value));
  }

  public PatchEditor test(String path, String value) {
    return test(path, JsonNodeFactory.instance.stringNode(value));
  }

  /** Passes where nothing is, and where null is. */
  public PatchEditor testAbsent(String path) {
    return absenceIsGuardedOtherwise
        ? this
        : apply(new PatchOperation(PatchOperation.TEST, path,
            JsonNodeFactory.instance.nullNode()));
  }

  public PatchEditor add(String path, JsonNode value) {
    return apply(new PatchOperation(PatchOperation.ADD, path, value));
  }

  public PatchEditor add(String path, String value) {
    return add(path, JsonNodeFactory.instance.stringNode(value));
  }

  public PatchEditor replace(String path, JsonNode value) {
    return apply(new PatchOperation(PatchOperation.REPLACE, path, value));
  }

  public PatchEditor replace(String path, String value) {
    return replace(path, JsonNodeFactory.instance.stringNode(value));
  }

  public PatchEditor remove(String path) {
    return apply(new PatchOperation(PatchOperation.REMOVE, path, null));
  }

  /** Appends to an array, or makes it; null counts as absent. */
  public PatchEditor append(String array, JsonNode element) {
    JsonNode current = at(array);
    if (current != null && current.isArray()) {
      return add(array + "/-", element);
    }
    testAbsent(array);
    return add(array, JsonNodeFactory.instance.arrayNode().add(element));
  }

  private PatchEditor apply(PatchOperation operation) {
    if (!JsonPatch.apply(object, operation)) {
      throw new PatchRefusedException(operations.size(), operation);
    }
    if (!operation.isTest() || guards.keep(operation)) {
      operations.add(operation);
    }
    return this;
  }
}
