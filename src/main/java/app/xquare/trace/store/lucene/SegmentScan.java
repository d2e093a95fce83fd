package app.xquare.trace.store.lucene;

import static org.apache.lucene.search.DocIdSetIterator.NO_MORE_DOCS;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.DisiWrapper;
import org.apache.lucene.search.DisjunctionDISIApproximation;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * A scan of one segment, whose documents are in scan order already: the first is found by binary
 * search, and the scan ends at the first that starts too early. It opens nothing before it is asked
 * for a fragment: a search for the newest never comes to most of the segments.
 */
final class SegmentScan implements ScanSource {
  private final LucenePartition partition;
  private final Segment segment;
  private final LeafReader leaf;
  private final ScanRequest request;
  private final List<List<BytesRef>> clauses;
  private @Nullable Opened opened;
  private int doc;
  private ScanPosition position;

  /** @param slow where spans are long enough, null if all are */
  private record Opened(FragmentColumns columns, DocIdSetIterator docs,
      @Nullable DocValuesSkipper slow) {}

  private SegmentScan(LucenePartition partition, Segment segment, ScanRequest request,
      List<List<BytesRef>> clauses, ScanPosition position) {
    this.partition = partition;
    this.segment = segment;
    this.leaf = segment.reader();
    this.request = request;
    this.clauses = clauses;
    this.position = position;
  }

  /**
   * Stands before its first fragment, or is null if there is none.
   *
   * @param clauses the request's, see {@link #terms}
   */
  static @Nullable SegmentScan of(LucenePartition partition, Segment segment, ScanRequest request,
      List<List<BytesRef>> clauses) {
    long largest = segment.largestStart();
    if (largest < request.minStart() || segment.longestDuration() < request.minDuration()) {
      return null;
    }
    ScanPosition earliest = new ScanPosition(Math.min(largest, request.maxStart()), Long.MAX_VALUE);
    ScanPosition after = request.after();
    return new SegmentScan(partition, segment, request, clauses,
        after == null || after.compareTo(earliest) < 0 ? earliest : after);
  }

  /** The terms of clauses, in the order of an index. */
  static List<List<BytesRef>> terms(List<List<Long>> clauses) {
    return clauses.stream().map(clause -> clause.stream().map(FragmentDocument::term).distinct()
        .sorted().toList()).toList();
  }

  @Override
  public LucenePartition partition() {
    return partition;
  }

  @Override
  public ScanPosition position() {
    return position;
  }

  @Override
  public @Nullable Fragment fragment() throws IOException {
    Opened open = opened;
    return open == null ? null : open.columns().fragment(doc);
  }

  @Override
  public boolean advance() throws IOException {
    Opened open = opened;
    if (open != null) {
      return settle(open, open.docs().nextDoc());
    }
    DocIdSetIterator docs = matching();
    if (docs == null) {
      return false;
    }
    int first = firstDoc(leaf, request);
    if (first == leaf.maxDoc()) {
      return false;
    }
    open = new Opened(new FragmentColumns(leaf), docs,
        request.minDuration() > 0 ? segment.durations() : null);
    opened = open;
    return settle(open, docs.advance(first));
  }

  private boolean settle(Opened open, int candidate) throws IOException {
    FragmentColumns columns = open.columns();
    Bits live = leaf.getLiveDocs();
    int next = slowEnough(open, candidate);
    while (next != NO_MORE_DOCS) {
      long start = columns.start(next);
      if (start < request.minStart()) {
        return false;
      }
      if ((live == null || live.get(next)) && columns.duration(next) >= request.minDuration()
          && columns.lastStart(next) >= request.minLastStart()) {
        long sequence = columns.sequence(next);
        if (sequence <= request.snapshot()) {
          doc = next;
          position = new ScanPosition(start, sequence);
          return true;
        }
      }
      next = slowEnough(open, open.docs().nextDoc());
    }
    return false;
  }

  /** Of the documents from this one on, the first in a stretch that has a span long enough. */
  private int slowEnough(Opened open, int candidate) throws IOException {
    DocValuesSkipper slow = open.slow();
    int next = candidate;
    while (slow != null && next != NO_MORE_DOCS && next > slow.maxDocID(0)) {
      slow.advance(next);
      slow.advance(request.minDuration(), Long.MAX_VALUE);
      int stretch = slow.minDocID(0);
      if (stretch > next) {
        next = stretch == NO_MORE_DOCS ? NO_MORE_DOCS : open.docs().advance(stretch);
      }
    }
    return next;
  }

  /** The first document at or below {@code maxStart} and behind {@code after}. */
  private static int firstDoc(LeafReader leaf, ScanRequest request) throws IOException {
    int low = 0;
    int high = leaf.maxDoc();
    // Most searches begin at the first.
    int middle = 0;
    while (low < high) {
      if (isAsked(new FragmentColumns(leaf), middle, request)) {
        high = middle;
      } else {
        low = middle + 1;
      }
      middle = (low + high) >>> 1;
    }
    return low;
  }

  private static boolean isAsked(FragmentColumns columns, int doc, ScanRequest request)
      throws IOException {
    long start = columns.start(doc);
    ScanPosition after = request.after();
    return start <= request.maxStart() && (after == null
        || new ScanPosition(start, columns.sequence(doc)).compareTo(after) > 0);
  }

  /** Null if there are none. */
  private @Nullable DocIdSetIterator matching() throws IOException {
    List<DocIdSetIterator> all = new ArrayList<>(clauses.size());
    for (List<BytesRef> clause : clauses) {
      DocIdSetIterator any = anyOf(segment.tokens(), clause);
      if (any == null) {
        return null;
      }
      all.add(any);
    }
    return switch (all.size()) {
      case 0 -> DocIdSetIterator.all(leaf.maxDoc());
      case 1 -> all.getFirst();
      default -> ConjunctionUtils.intersectIterators(all);
    };
  }

  private static @Nullable DocIdSetIterator anyOf(Terms tokens, List<BytesRef> clause)
      throws IOException {
    TermsEnum term = tokens.iterator();
    List<PostingsEnum> found = new ArrayList<>(clause.size());
    BytesRef reached = null;
    for (BytesRef wanted : clause) {
      // What the segment has next tells of all that comes before it that it has none of them.
      if (reached == null || wanted.compareTo(reached) > 0) {
        if (term.seekCeil(wanted) == SeekStatus.END) {
          break;
        }
        reached = term.term();
      }
      if (wanted.equals(reached)) {
        found.add(term.postings(null, PostingsEnum.NONE));
      }
    }
    if (found.size() < 2) {
      return found.isEmpty() ? null : found.getFirst();
    }
    List<DisiWrapper> wrapped = new ArrayList<>(found.size());
    for (PostingsEnum postings : found) {
      wrapped.add(new DisiWrapper(
          new ConstantScoreScorer(0, ScoreMode.COMPLETE_NO_SCORES, postings), false));
    }
    return new DisjunctionDISIApproximation(wrapped, Long.MAX_VALUE);
  }
}
