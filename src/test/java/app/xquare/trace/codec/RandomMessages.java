package app.xquare.trace.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.Random;

/** Fills any message at random, through protobuf's own builders. */
final class RandomMessages {
  private static final int DEEPEST = 12;
  private static final long[] LONGS = {0, 1, -1, 127, 128, Integer.MAX_VALUE, Long.MAX_VALUE,
      Long.MIN_VALUE, 1_767_225_600_000_000_000L};
  private static final double[] DOUBLES = {0, -0.0, 1, 0.1, Double.NaN, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Double.MAX_VALUE, 1e21};

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  static KeyValue.Builder attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value);
  }

  Message message(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if ((message && depth == DEEPEST) || random.nextInt(3) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(depth < 3 ? 4 : 3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> message(builder.newBuilderForField(field), depth + 1);
      case STRING -> string();
      case BYTE_STRING -> {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextBoolean() ? random.nextInt() : random.nextInt(3);
      case LONG -> random.nextBoolean() ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
      case DOUBLE ->
        random.nextBoolean() ? random.nextGaussian() : DOUBLES[random.nextInt(DOUBLES.length)];
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(9));
      case FLOAT -> throw new IllegalArgumentException(field.toString());
    };
  }

  private String string() {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int point = switch (random.nextInt(4)) {
        case 0 -> random.nextInt(0x80);
        case 1 -> random.nextInt(0xd800);
        case 2 -> 0x10000 + random.nextInt(0x1000);
        default -> 'a' + random.nextInt(26);
      };
      text.appendCodePoint(point);
    }
    return text.toString();
  }
}
