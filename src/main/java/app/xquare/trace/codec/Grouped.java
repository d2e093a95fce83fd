package app.xquare.trace.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things grouped by bytes that are equal by content, in the order in which groups were begun. Nearly
 * always there are few groups and the bytes are the same array, so neither is hashed.
 */
final class Grouped<T> {
  private static final int FEW = 16;

  final List<Map.Entry<byte[], T>> groups = new ArrayList<>(2);
  private final Supplier<T> begin;
  private @Nullable Map<ByteBuffer, T> many;

  Grouped(Supplier<T> begin) {
    this.begin = begin;
  }

  /** The group of these bytes, which nobody changes. */
  T at(byte[] bytes) {
    for (int i = groups.size() - 1; i >= Math.max(0, groups.size() - FEW); i--) {
      Map.Entry<byte[], T> group = groups.get(i);
      // Looks first whether it is the same array, which it nearly always is.
      if (Arrays.equals(group.getKey(), bytes)) {
        return group.getValue();
      }
    }
    T known = many == null ? null : many.get(ByteBuffer.wrap(bytes));
    return known == null ? begin(bytes) : known;
  }

  private T begin(byte[] bytes) {
    T group = begin.get();
    groups.add(Map.entry(bytes, group));
    if (groups.size() == FEW) {
      Map<ByteBuffer, T> all = new HashMap<>();
      groups.forEach(each -> all.put(ByteBuffer.wrap(each.getKey()), each.getValue()));
      many = all;
    } else if (many != null) {
      many.put(ByteBuffer.wrap(bytes), group);
    }
    return group;
  }
}
