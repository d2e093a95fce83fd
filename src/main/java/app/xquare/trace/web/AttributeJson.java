package app.xquare.trace.web;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in the natural form of JSON: strings, numbers, booleans, arrays, objects. What JSON or
 * JavaScript cannot hold becomes a string: integers beyond ±(2^53−1), NaN and the infinities; bytes
 * are base64, an empty value is null. Of a key that was sent twice the first counts.
 */
final class AttributeJson {
  private static final long LARGEST_EXACT = (1L << 53) - 1;

  private AttributeJson() {}

  static Map<String, @Nullable Object> of(List<Attribute> attributes) {
    Map<String, @Nullable Object> object = LinkedHashMap.newLinkedHashMap(attributes.size());
    for (Attribute attribute : attributes) {
      if (!object.containsKey(attribute.key())) {
        object.put(attribute.key(), of(attribute.value()));
      }
    }
    return object;
  }

  /** Nesting is bounded where values are taken in. */
  static @Nullable Object of(AttributeValue value) {
    return switch (value) {
      case AttributeValue.StringValue(String text) -> text;
      case AttributeValue.BoolValue(boolean bool) -> bool;
      case AttributeValue.LongValue(long number) ->
        number >= -LARGEST_EXACT && number <= LARGEST_EXACT ? number : Long.toString(number);
      case AttributeValue.DoubleValue(double number) ->
        Double.isFinite(number) ? number : Double.toString(number);
      case AttributeValue.BytesValue(byte[] bytes) -> Base64.getEncoder().encodeToString(bytes);
      case AttributeValue.ArrayValue(List<AttributeValue> values) -> {
        List<@Nullable Object> array = new ArrayList<>(values.size());
        values.forEach(element -> array.add(of(element)));
        yield array;
      }
      case AttributeValue.MapValue(List<Attribute> entries) -> of(entries);
      case AttributeValue.EmptyValue empty -> null;
    };
  }
}
