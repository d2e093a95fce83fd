package app.xquare.trace.analytics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A growing set of hashes. One thread at a time adds; any number look, without locks: one that looks
 * while another adds may miss it, which is harmless here.
 */
final class KnownFacts {
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
  /** An empty slot; a hash of zero is never known. */
  private static final long EMPTY = 0;

  private volatile long[] table = new long[1_024];
  private int size;

  boolean contains(long hash) {
    long[] slots = table;
    int mask = slots.length - 1;
    for (int i = (int) hash & mask;; i = (i + 1) & mask) {
      long slot = (long) SLOTS.getOpaque(slots, i);
      if (slot == hash) {
        return hash != EMPTY;
      }
      if (slot == EMPTY) {
        return false;
      }
    }
  }

  int size() {
    return size;
  }

  void add(long hash) {
    if (hash == EMPTY || contains(hash)) {
      return;
    }
    if (size * 2 >= table.length) {
      grow();
    }
    put(table, hash);
    size++;
  }

  private void grow() {
    long[] old = table;
    long[] larger = new long[old.length * 2];
    for (long hash : old) {
      if (hash != EMPTY) {
        put(larger, hash);
      }
    }
    table = larger;
  }

  private static void put(long[] slots, long hash) {
    int mask = slots.length - 1;
    int i = (int) hash & mask;
    while (slots[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    SLOTS.setOpaque(slots, i, hash);
  }
}
