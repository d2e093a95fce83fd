package app.xquare.trace.query;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanIds;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The spans of one trace, every span id once. The same spans in any order, fragmented in any way,
 * make the same set.
 *
 * <p>Copies that say the same are one span, see {@link SpanMeaning}. Of different ones the one with the
 * later end is kept, then the one with the larger bytes.
 */
final class SpanSet {
  static final Comparator<Span> BY_START = Comparator.comparingLong(Span::startUnixNano)
      .thenComparing(Span::spanId, Long::compareUnsigned);

  private static final Comparator<Span> BY_ID_BEST_FIRST = (a, b) -> {
    int byId = Long.compare(a.spanId(), b.spanId());
    if (byId != 0) {
      return byId;
    }
    int byEnd = Long.compare(b.endUnixNano(), a.endUnixNano());
    return byEnd != 0 ? byEnd : b.source().compareBytes(a.source());
  };

  private final List<Span> spans;
  private final long[] sortedIds;
  private final int[] indexOfSortedId;
  private final int duplicatesDropped;
  private final Set<Long> conflictingSpanIds;

  private SpanSet(Span[] byStart, long[] sortedIds, int duplicatesDropped,
      Set<Long> conflictingSpanIds) {
    this.spans = Collections.unmodifiableList(Arrays.asList(byStart));
    this.sortedIds = sortedIds;
    this.indexOfSortedId = new int[sortedIds.length];
    for (int i = 0; i < byStart.length; i++) {
      indexOfSortedId[Arrays.binarySearch(sortedIds, byStart[i].spanId())] = i;
    }
    this.duplicatesDropped = duplicatesDropped;
    this.conflictingSpanIds = conflictingSpanIds;
  }

  /** @param received all spans of one trace that were received, at least one, in any order */
  static SpanSet of(Collection<Span> received) {
    if (received.isEmpty()) {
      throw new IllegalArgumentException("spans: none (expected: at least one)");
    }
    Span[] kept = received.toArray(new Span[0]);
    Arrays.sort(kept, BY_ID_BEST_FIRST);
    int count = 0;
    int duplicates = 0;
    Set<Long> conflicting = new HashSet<>();
    // Of one span id, and only where the bytes differ: nearly never.
    Set<Object> contents = new HashSet<>();
    Span previous = null;
    for (Span span : kept) {
      if (previous == null || previous.spanId() != span.spanId()) {
        kept[count++] = span;
        contents.clear();
      } else if (previous.source().compareBytes(span.source()) == 0) {
        duplicates++;
      } else {
        contents.add(SpanMeaning.of(previous));
        if (contents.add(SpanMeaning.of(span))) {
          conflicting.add(span.spanId());
        } else {
          duplicates++;
        }
      }
      previous = span;
    }
    kept = Arrays.copyOf(kept, count);
    long[] ids = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = kept[i].spanId();
    }
    Arrays.sort(kept, BY_START);
    return new SpanSet(kept, ids, duplicates, conflicting);
  }

  /** By start, then by unsigned span id. */
  List<Span> spans() {
    return spans;
  }

  int size() {
    return sortedIds.length;
  }

  /** Where in {@link #spans()} the span of this id is, or -1. */
  int indexOf(long spanId) {
    int at = spanId == SpanIds.NONE ? -1 : Arrays.binarySearch(sortedIds, spanId);
    return at < 0 ? -1 : indexOfSortedId[at];
  }

  /** Whether this span, or a copy with the very same bytes, is the one that is kept. */
  boolean keeps(Span received) {
    int index = indexOf(received.spanId());
    return index >= 0
        && spans.get(index).source().compareBytes(received.source()) == 0;
  }

  /** Whether the span names a parent that is not here. */
  boolean isOrphan(Span span) {
    return !span.isRoot() && indexOf(span.parentSpanId()) < 0;
  }

  /** How many received spans were left out because one that says the same was there already. */
  int duplicatesDropped() {
    return duplicatesDropped;
  }

  /** How many span ids were received with different contents. */
  int conflictingSpanIds() {
    return conflictingSpanIds.size();
  }

  /** Whether the id was received with different contents. */
  boolean isConflicting(long spanId) {
    return conflictingSpanIds.contains(spanId);
  }
}
