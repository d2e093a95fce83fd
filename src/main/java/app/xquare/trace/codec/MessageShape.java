package app.xquare.trace.codec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the JSON encoding needs to know of a message type. OTLP has no maps, groups or extensions. */
final class MessageShape {
  /** Messages inside messages. No sender comes near it; without it a few bytes exhaust the stack. */
  static final int MAX_DEPTH = 128;

  private static final Set<String> HEXADECIMAL = Set.of("trace_id", "span_id", "parent_span_id");
  private static final Map<String, MessageShape> KNOWN = new ConcurrentHashMap<>();

  private final Descriptor descriptor;
  private volatile @Nullable Fields fields;

  private MessageShape(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  static MessageShape of(Descriptor descriptor) {
    return KNOWN.computeIfAbsent(descriptor.getFullName(), name -> new MessageShape(descriptor));
  }

  List<Field> fields() {
    return all().inOrder;
  }

  @Nullable
  Field byJsonName(String name) {
    return all().byJsonName.get(name);
  }

  /** How many values a message of this type holds: its fields, the members of a oneof being one. */
  int slots() {
    return all().slots;
  }

  /** Late, because message types contain each other. */
  private Fields all() {
    Fields known = fields;
    if (known == null) {
      known = Fields.of(descriptor);
      fields = known;
    }
    return known;
  }

  private record Fields(List<Field> inOrder, Map<String, Field> byJsonName, int slots) {
    static Fields of(Descriptor descriptor) {
      List<Field> inOrder = new ArrayList<>();
      Map<String, Field> byJsonName = new HashMap<>();
      Map<Object, Integer> slots = new HashMap<>();
      for (FieldDescriptor field : descriptor.getFields()) {
        OneofDescriptor oneof = field.getContainingOneof();
        int slot = slots.computeIfAbsent(oneof == null ? field : oneof, key -> slots.size());
        Field known = Field.of(field, slot);
        inOrder.add(known);
        byJsonName.put(field.getJsonName(), known);
      }
      return new Fields(List.copyOf(inOrder), Map.copyOf(byJsonName), slots.size());
    }
  }

  /**
   * @param tag as one value of the field is written
   * @param slot which of the message's values it is
   * @param explicit its default value is written too, because being there means something
   */
  record Field(String jsonName, FieldDescriptor.Type type, int number, int tag, int slot,
      boolean repeated, boolean explicit, boolean hexadecimal, @Nullable MessageShape message) {
    static Field of(FieldDescriptor field, int slot) {
      int wireType = switch (field.getType()) {
        case DOUBLE, FIXED64, SFIXED64 -> ProtoReader.FIXED64;
        case FIXED32, SFIXED32 -> ProtoReader.FIXED32;
        case STRING, BYTES, MESSAGE -> ProtoReader.LENGTH;
        case BOOL, ENUM, INT32, UINT32, SINT32, INT64, UINT64, SINT64 -> ProtoReader.VARINT;
        case FLOAT, GROUP -> throw new IllegalArgumentException("not in OTLP: " + field);
      };
      return new Field(field.getJsonName(), field.getType(), field.getNumber(),
          field.getNumber() << 3 | wireType, slot, field.isRepeated(),
          field.isRepeated() || field.hasPresence(), HEXADECIMAL.contains(field.getName()),
          field.getJavaType() == JavaType.MESSAGE
              ? MessageShape.of(field.getMessageType())
              : null);
    }
  }
}
