package app.xquare.trace.store.lucene;

import static org.apache.lucene.search.DocIdSetIterator.NO_MORE_DOCS;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.DisiWrapper;
import org.apache.lucene.search.DisjunctionDISIApproximation;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * A scan of one segment, whose documents are in scan order already: the first is found by binary
 * search, and the scan ends at the first that starts too early. It opens nothing before it is asked
 * for a fragment: a search for the newest never comes to most of the segments.
 */
final class LeafScan implements ScanSource {
  private final LucenePartition partition;
  private final LeafReader leaf;
  private final ScanRequest request;
  private @Nullable Opened opened;
  private int doc;
  private ScanPosition position;

  private record Opened(FragmentColumns columns, DocIdSetIterator docs) {}

  private LeafScan(LucenePartition partition, LeafReader leaf, ScanRequest request,
      ScanPosition position) {
    this.partition = partition;
    this.leaf = leaf;
    this.request = request;
    this.position = position;
  }

  /** Stands before its first fragment, or is null if there is none. */
  static @Nullable LeafScan of(LucenePartition partition, LeafReader leaf, ScanRequest request)
      throws IOException {
    NumericDocValues starts = starts(leaf);
    long largest = starts.advanceExact(0) ? starts.longValue() : Long.MAX_VALUE;
    if (largest < request.minStart()) {
      return null;
    }
    ScanPosition earliest = new ScanPosition(Math.min(largest, request.maxStart()), Long.MAX_VALUE);
    ScanPosition after = request.after();
    return new LeafScan(partition, leaf, request,
        after == null || after.compareTo(earliest) < 0 ? earliest : after);
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
    int first = firstDoc(leaf, request);
    DocIdSetIterator docs = first == leaf.maxDoc() ? null : matching(leaf, request.clauses());
    if (docs == null) {
      return false;
    }
    open = new Opened(new FragmentColumns(leaf), docs);
    opened = open;
    return settle(open, docs.advance(first));
  }

  private boolean settle(Opened open, int candidate) throws IOException {
    FragmentColumns columns = open.columns();
    Bits live = leaf.getLiveDocs();
    for (int next = candidate; next != NO_MORE_DOCS; next = open.docs().nextDoc()) {
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
    }
    return false;
  }

  private static NumericDocValues starts(LeafReader leaf) throws IOException {
    return DocValues.getNumeric(leaf, FragmentDocument.START);
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

  private static @Nullable DocIdSetIterator matching(LeafReader leaf, List<List<Long>> clauses)
      throws IOException {
    List<DocIdSetIterator> all = new ArrayList<>(clauses.size());
    for (List<Long> clause : clauses) {
      DocIdSetIterator any = anyOf(leaf, clause);
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

  private static @Nullable DocIdSetIterator anyOf(LeafReader leaf, List<Long> tokens)
      throws IOException {
    Terms terms = leaf.terms(FragmentDocument.TOKEN);
    if (terms == null) {
      return null;
    }
    TermsEnum term = terms.iterator();
    List<PostingsEnum> found = new ArrayList<>(tokens.size());
    // In the order of the terms, neighbours share what was read.
    for (long token : tokens.stream().sorted(Long::compareUnsigned).toList()) {
      if (term.seekExact(FragmentDocument.term(token))) {
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
