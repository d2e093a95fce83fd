package app.xquare.trace.instrumentation.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An RFC 6902 patch of the operations {@code test}, {@code add}, {@code replace} and {@code remove}.
 * Applied as the API server does it, so a test for null passes where nothing is; stricter in one
 * place: nothing can be replaced that is not there.
 */
public record JsonPatch(List<PatchOperation> operations) {
  public static final JsonPatch EMPTY = new JsonPatch(List.of());

  public JsonPatch {
    operations = List.copyOf(operations);
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /** First this one, then the other, as one. */
  public JsonPatch then(JsonPatch other) {
    List<PatchOperation> all = new ArrayList<>(operations);
    all.addAll(other.operations);
    return new JsonPatch(all);
  }

  public ArrayNode toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    operations.forEach(operation -> array.add(operation.toJson()));
    return array;
  }

  /**
   * The patched copy.
   *
   * @throws PatchRefusedException if an operation does not fit
   */
  public ObjectNode apply(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    for (int i = 0; i < operations.size(); i++) {
      if (!apply(copy, operations.get(i))) {
        throw new PatchRefusedException(i, operations.get(i));
      }
    }
    return copy;
  }

  /** False if it does not fit; then nothing was changed. */
  static boolean apply(ObjectNode object, PatchOperation operation) {
    JsonNode parent = at(object, Pointers.parent(operation.path()));
    String last = Pointers.last(operation.path());
    JsonNode current = parent == null ? null : child(parent, last);
    JsonNode value = operation.value() == null ? null : operation.value().deepCopy();
    return switch (operation.op()) {
      case PatchOperation.TEST -> current == null
          ? operation.isTestOfAbsence()
          : current.equals(operation.value());
      case PatchOperation.ADD -> parent != null && add(parent, last, Objects.requireNonNull(value));
      case PatchOperation.REPLACE -> current != null
          && put(Objects.requireNonNull(parent), last, Objects.requireNonNull(value));
      case PatchOperation.REMOVE -> current != null
          && remove(Objects.requireNonNull(parent), last);
      default -> false;
    };
  }

  /** What a pointer names, or null. */
  public static @Nullable JsonNode at(JsonNode root, String pointer) {
    JsonNode node = root;
    int from = 0;
    while (node != null && from < pointer.length()) {
      int to = pointer.indexOf('/', from + 1);
      String part = to < 0 ? pointer.substring(from) : pointer.substring(from, to);
      node = child(node, Pointers.last(part));
      from = to < 0 ? pointer.length() : to;
    }
    return node;
  }

  private static @Nullable JsonNode child(JsonNode parent, String name) {
    if (parent instanceof ArrayNode array) {
      int index = index(name);
      return index < 0 || index >= array.size() ? null : array.get(index);
    }
    return parent.get(name);
  }

  private static boolean add(JsonNode parent, String name, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(name, value);
      return true;
    }
    if (parent instanceof ArrayNode array) {
      int index = name.equals("-") ? array.size() : index(name);
      if (index >= 0 && index <= array.size()) {
        array.insert(index, value);
        return true;
      }
    }
    return false;
  }

  private static boolean put(JsonNode parent, String name, JsonNode value) {
    if (parent instanceof ArrayNode array) {
      array.set(index(name), value);
    } else {
      ((ObjectNode) parent).set(name, value);
    }
    return true;
  }

  private static boolean remove(JsonNode parent, String name) {
    if (parent instanceof ArrayNode array) {
      array.remove(index(name));
    } else {
      ((ObjectNode) parent).remove(name);
    }
    return true;
  }

  private static int index(String name) {
    return name.matches("0|[1-9][0-9]{0,5}") ? Integer.parseInt(name) : -1;
  }
}
