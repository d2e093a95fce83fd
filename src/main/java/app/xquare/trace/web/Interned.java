package app.xquare.trace.web;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Gives equal things the same index. Most of them are the very same object, which is cheaper to see. */
final class Interned<T> {
  private final IdentityHashMap<T, Integer> byIdentity = new IdentityHashMap<>();
  private final Map<T, Integer> byContent = new HashMap<>();
  private final List<T> all = new ArrayList<>();

  int index(T thing) {
    return byIdentity.computeIfAbsent(thing, same -> byContent.computeIfAbsent(thing, equal -> {
      all.add(thing);
      return all.size() - 1;
    }));
  }

  List<T> all() {
    return Collections.unmodifiableList(all);
  }
}
