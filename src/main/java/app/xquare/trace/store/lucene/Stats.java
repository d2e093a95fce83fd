package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** What a partition holds, kept in the user data of its Lucene commits. */
record Stats(long fragments, long spans, long minStart, long maxStart, long maxLastStart,
    long lastSequence) {
  static final Stats NONE = new Stats(0, 0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, 0);
  /** Of a damaged partition: it may hold anything. */
  static final Stats UNKNOWN = new Stats(0, 0, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 0);

  Stats plus(Fragment fragment) {
    return plus(fragment.startUnixNano(), fragment.lastStartUnixNano(), fragment.sequence(),
        fragment.spanCount());
  }

  private Stats plus(long start, long lastStart, long sequence, int spanCount) {
    return new Stats(fragments + 1, spans + spanCount, Math.min(minStart, start),
        Math.max(maxStart, start), Math.max(maxLastStart, lastStart),
        Math.max(lastSequence, sequence));
  }

  boolean startsMeet(long from, long to) {
    return from <= maxStart && to >= minStart;
  }

  boolean spansMeet(long from, long to) {
    return from <= maxLastStart && to >= minStart;
  }

  Map<String, String> toUserData() {
    return Map.of("fragments", Long.toString(fragments), "spans", Long.toString(spans), "minStart",
        Long.toString(minStart), "maxStart", Long.toString(maxStart), "maxLastStart",
        Long.toString(maxLastStart), "lastSequence", Long.toString(lastSequence));
  }

  /**
   * What the commit says about itself, if it is true: a commit that ran beside an append may hold
   * some fragments more than it says, and its data then does not count.
   */
  static @Nullable Stats ofUserData(Map<String, String> data, long documents) {
    if (!data.containsKey("fragments")) {
      return documents == 0 ? NONE : null;
    }
    Stats stats = new Stats(number(data, "fragments"), number(data, "spans"),
        number(data, "minStart"), number(data, "maxStart"), number(data, "maxLastStart"),
        number(data, "lastSequence"));
    return stats.fragments == documents ? stats : null;
  }

  private static long number(Map<String, String> data, String key) {
    return Long.parseLong(data.getOrDefault(key, ""));
  }

  /** Reads every fragment's figures, a fraction of a microsecond each. */
  static Stats count(DirectoryReader reader) throws IOException {
    Stats stats = NONE;
    for (LeafReaderContext leaf : reader.leaves()) {
      FragmentColumns columns = new FragmentColumns(leaf.reader());
      Bits live = leaf.reader().getLiveDocs();
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        if (live == null || live.get(doc)) {
          stats = stats.plus(columns.start(doc), columns.lastStart(doc), columns.sequence(doc),
              columns.spans(doc));
        }
      }
    }
    return stats;
  }
}
