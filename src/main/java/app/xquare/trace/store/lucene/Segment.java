package app.xquare.trace.store.lucene;

import app.xquare.trace.store.TraceIdFilter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * A segment of an index, with what nearly every search asks of it at hand. Most segments have nothing
 * for a search: the less it takes to see that, the less searches slow down while the store grows.
 */
final class Segment {
  private final LeafReader reader;
  private final long largestStart;
  private final long longestDuration;
  private final Terms tokens;
  private final Terms traces;
  /** In memory: segments come and go while a partition is written, too fast for files. */
  private volatile @Nullable TraceIdFilter filter;
  private volatile boolean asked;

  private Segment(LeafReader reader) throws IOException {
    this.reader = reader;
    NumericDocValues starts = DocValues.getNumeric(reader, FragmentDocument.START);
    this.largestStart = starts.advanceExact(0) ? starts.longValue() : Long.MAX_VALUE;
    DocValuesSkipper durations = durations();
    this.longestDuration = durations == null ? Long.MAX_VALUE : durations.maxValue();
    this.tokens = Terms.getTerms(reader, FragmentDocument.TOKEN);
    this.traces = Terms.getTerms(reader, FragmentDocument.TRACE);
  }

  /** @param known segments of an older reader of the same index, which are kept if they are still there */
  static List<Segment> of(DirectoryReader reader, List<Segment> known) throws IOException {
    IdentityHashMap<LeafReader, Segment> byReader = new IdentityHashMap<>();
    known.forEach(segment -> byReader.put(segment.reader, segment));
    List<Segment> segments = new ArrayList<>(reader.leaves().size());
    for (LeafReaderContext leaf : reader.leaves()) {
      Segment before = byReader.get(leaf.reader());
      segments.add(before == null ? new Segment(leaf.reader()) : before);
    }
    return segments;
  }

  LeafReader reader() {
    return reader;
  }

  /** Of all its fragments. */
  long largestStart() {
    return largestStart;
  }

  /** Of all its fragments. */
  long longestDuration() {
    return longestDuration;
  }

  /** What says of many fragments at once how long their spans are; null if nothing does. */
  @Nullable
  DocValuesSkipper durations() throws IOException {
    return reader.getDocValuesSkipper(FragmentDocument.DURATION);
  }

  Terms tokens() {
    return tokens;
  }

  Terms traces() {
    return traces;
  }

  /**
   * Whether it may hold a trace. True may be wrong.
   *
   * @param id as {@link FragmentDocument#term} writes it
   */
  boolean mayHold(BytesRef id) {
    TraceIdFilter known = filter;
    if (known == null) {
      asked = true;
      return true;
    }
    return known.mayHold(TraceFilter.key(id));
  }

  /** Whether look-ups by trace id would gain by {@link #filter}. */
  boolean isWorthFiltering() {
    return asked && filter == null;
  }

  void filter(BooleanSupplier wanted) throws IOException {
    // Where it fails it is tried again after the next look-up, not over and over.
    asked = false;
    TraceIdFilter made = TraceIdFilter.of(Arena.ofAuto()
        .allocate(TraceIdFilter.words(traces.size()) * Long.BYTES, Long.BYTES));
    if (TraceFilter.add(traces, made, wanted)) {
      filter = made;
    }
  }
}
