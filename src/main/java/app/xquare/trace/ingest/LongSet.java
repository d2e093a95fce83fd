package app.xquare.trace.ingest;

/** Hashes seen so far, without objects. */
final class LongSet {
  private long[] table = new long[256];
  private int size;

  /** Whether it was not there before. Zero never is. */
  boolean add(long hash) {
    if (size * 2 >= table.length) {
      grow();
    }
    int at = slot(table, hash);
    if (table[at] == hash && hash != 0) {
      return false;
    }
    table[at] = hash;
    size++;
    return true;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 2];
    for (long hash : old) {
      table[slot(table, hash)] = hash;
    }
  }

  private static int slot(long[] table, long hash) {
    int mask = table.length - 1;
    int at = (int) (hash ^ (hash >>> 32)) & mask;
    while (table[at] != 0 && table[at] != hash) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
