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
 * search, and the scan ends at the first that starts too early.
 */
final class LeafScan implements ScanSource {
  private final LucenePartition partition;
  private final ScanRequest request;
  private final FragmentColumns columns;
  private final @Nullable Bits live;
  private final DocIdSetIterator docs;
  private int doc;
  private ScanPosition position = new ScanPosition(0, 0);

  private LeafScan(LucenePartition partition, LeafReader leaf, ScanRequest request,
      DocIdSetIterator docs) throws IOException {
    this.partition = partition;
    this.request = request;
    this.columns = new FragmentColumns(leaf);
    this.live = leaf.getLiveDocs();
    this.docs = docs;
  }

  /** Stands on its first fragment, or is null if there is none. */
  static @Nullable LeafScan open(LucenePartition partition, LeafReader leaf, ScanRequest request)
      throws IOException {
    if (excludes(leaf, request)) {
      return null;
    }
    DocIdSetIterator docs = matching(leaf, request.clauses());
    if (docs == null) {
      return null;
    }
    LeafScan scan = new LeafScan(partition, leaf, request, docs);
    int first = firstDoc(leaf, request);
    return first < leaf.maxDoc() && scan.settle(docs.advance(first)) ? scan : null;
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
  public Fragment fragment() throws IOException {
    return columns.fragment(doc);
  }

  @Override
  public boolean advance() throws IOException {
    return settle(docs.nextDoc());
  }

  private boolean settle(int candidate) throws IOException {
    for (int next = candidate; next != NO_MORE_DOCS; next = docs.nextDoc()) {
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

  /** Whether no document's start is asked for: the first has the largest, the last the smallest. */
  private static boolean excludes(LeafReader leaf, ScanRequest request) throws IOException {
    NumericDocValues start = starts(leaf);
    long largest = start.advanceExact(0) ? start.longValue() : Long.MIN_VALUE;
    long smallest = start.advanceExact(leaf.maxDoc() - 1) ? start.longValue() : Long.MAX_VALUE;
    return smallest > request.maxStart() || largest < request.minStart();
  }

  private static NumericDocValues starts(LeafReader leaf) throws IOException {
    return DocValues.getNumeric(leaf, FragmentDocument.START);
  }

  /** The first document at or below {@code maxStart} and behind {@code after}. */
  private static int firstDoc(LeafReader leaf, ScanRequest request) throws IOException {
    int low = 0;
    int high = leaf.maxDoc();
    while (low < high) {
      int middle = (low + high) >>> 1;
      FragmentColumns columns = new FragmentColumns(leaf);
      long start = columns.start(middle);
      ScanPosition after = request.after();
      if (start <= request.maxStart() && (after == null
          || new ScanPosition(start, columns.sequence(middle)).compareTo(after) > 0)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
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
