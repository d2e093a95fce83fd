package app.xquare.trace.store.lucene;

import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A commit whose documents the reader may not show yet, searched as it is: to open a reader for every
 * search that comes after a commit would cost more than all the rest of writing.
 */
final class RecentBatch {
  private final long first;
  private final List<Commit.Entry> entries;
  private final Set<String> catalog;
  /** By trace, open addressing: an index into the entries plus one, in the order of the entries. */
  private final int[] byTrace;

  /** @param first how many documents the partition had before it */
  RecentBatch(long first, List<Commit.Entry> entries, Set<String> catalog) {
    this.first = first;
    this.entries = entries;
    this.catalog = catalog;
    this.byTrace = new int[Integer.highestOneBit(entries.size() * 2 + 2) * 2];
    for (int i = 0; i < entries.size(); i++) {
      int slot = slot(entries.get(i).fragment().traceId());
      while (byTrace[slot] != 0) {
        slot = (slot + 1) & (byTrace.length - 1);
      }
      byTrace[slot] = i + 1;
    }
  }

  private int slot(TraceId id) {
    long mixed = (id.high() ^ id.low()) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32) & (byTrace.length - 1);
  }

  long end() {
    return first + entries.size();
  }

  /** Without what a reader of so many documents shows; the documents are in the order of the entries. */
  RecentBatch behind(long shown) {
    int skipped = Math.toIntExact(Math.max(0, shown - first));
    return skipped == 0
        ? this
        : new RecentBatch(shown, List.copyOf(entries.subList(skipped, entries.size())), catalog);
  }

  int size() {
    return entries.size();
  }

  List<Commit.Entry> entries() {
    return entries;
  }

  Set<String> catalog() {
    return catalog;
  }

  void ofTrace(TraceId id, Consumer<Commit.Entry> sink) {
    for (int slot = slot(id); byTrace[slot] != 0; slot = (slot + 1) & (byTrace.length - 1)) {
      Commit.Entry entry = entries.get(byTrace[slot] - 1);
      if (entry.fragment().traceId().equals(id)) {
        sink.accept(entry);
      }
    }
  }

  /**
   * Whether an entry carries of every clause at least one token.
   *
   * @param clauses each in ascending order
   */
  static boolean carries(Commit.Entry entry, List<long[]> clauses) {
    for (long[] clause : clauses) {
      if (!intersect(entry.tokens(), clause)) {
        return false;
      }
    }
    return true;
  }

  private static boolean intersect(long[] tokens, long[] clause) {
    if (clause.length == 1) {
      return Arrays.binarySearch(tokens, clause[0]) >= 0;
    }
    int at = 0;
    for (long token : tokens) {
      while (at < clause.length && clause[at] < token) {
        at++;
      }
      if (at < clause.length && clause[at] == token) {
        return true;
      }
    }
    return false;
  }
}
