package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Looks things up by term in one partition. */
final class PartitionReads {
  private PartitionReads() {}

  static List<Fragment> fragments(LucenePartition partition, TraceId traceId, long snapshot) {
    DirectoryReader reader = partition.acquire();
    if (reader == null) {
      return List.of();
    }
    try {
      return partition.reading(() -> fragments(reader, traceId, snapshot));
    } finally {
      LucenePartition.release(reader);
    }
  }

  private static List<Fragment> fragments(DirectoryReader reader, TraceId traceId, long snapshot)
      throws IOException {
    BytesRef id = new BytesRef(traceId.toBytes());
    List<Fragment> found = new ArrayList<>();
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      Terms terms = leaf.terms(FragmentDocument.TRACE);
      TermsEnum term = terms == null ? TermsEnum.EMPTY : terms.iterator();
      if (term.seekExact(id)) {
        PostingsEnum docs = term.postings(null, PostingsEnum.NONE);
        FragmentColumns columns = new FragmentColumns(leaf);
        Bits live = leaf.getLiveDocs();
        for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
          if ((live == null || live.get(doc)) && columns.sequence(doc) <= snapshot) {
            found.add(columns.fragment(doc));
          }
        }
      }
    }
    return found;
  }

  /** False if {@code sink} wants no more. */
  static boolean catalog(LucenePartition partition, String prefix, Predicate<String> sink) {
    DirectoryReader reader = partition.acquire();
    if (reader == null) {
      return true;
    }
    try {
      BytesRef begin = new BytesRef(prefix.getBytes(StandardCharsets.UTF_8));
      TermsEnum terms = partition.reading(() -> catalog(reader, begin));
      while (terms != null) {
        BytesRef term = partition.reading(terms::term);
        if (!StringHelper.startsWith(term, begin)) {
          return true;
        }
        if (!sink.test(term.utf8ToString())) {
          return false;
        }
        TermsEnum here = terms;
        terms = partition.reading(() -> here.next() == null ? null : here);
      }
      return true;
    } finally {
      LucenePartition.release(reader);
    }
  }

  private static @Nullable TermsEnum catalog(DirectoryReader reader, BytesRef begin)
      throws IOException {
    Terms terms = MultiTerms.getTerms(reader, FragmentDocument.CATALOG);
    if (terms == null) {
      return null;
    }
    TermsEnum from = terms.iterator();
    return from.seekCeil(begin) == SeekStatus.END ? null : from;
  }
}
