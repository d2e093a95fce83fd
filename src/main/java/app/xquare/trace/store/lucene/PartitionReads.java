package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
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
    NewestReader.View view = partition.acquire();
    if (view == null) {
      return List.of();
    }
    try {
      List<Fragment> found = partition
          .reading(() -> fragments(view.segments(), traceId, snapshot));
      for (RecentBatch batch : view.recent()) {
        batch.ofTrace(traceId, entry -> {
          if (entry.fragment().sequence() <= snapshot) {
            found.add(entry.fragment());
          }
        });
      }
      return found;
    } finally {
      LucenePartition.release(view);
    }
  }

  private static List<Fragment> fragments(List<Segment> segments, TraceId traceId, long snapshot)
      throws IOException {
    BytesRef id = FragmentDocument.term(traceId);
    List<Fragment> found = new ArrayList<>();
    for (Segment segment : segments) {
      if (!segment.mayHold(id)) {
        continue;
      }
      TermsEnum term = segment.traces().iterator();
      if (term.seekExact(id)) {
        PostingsEnum docs = term.postings(null, PostingsEnum.NONE);
        LeafReader leaf = segment.reader();
        FragmentColumns columns = new FragmentColumns(leaf);
        Bits live = leaf.getLiveDocs();
        for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
          if ((live == null || live.get(doc)) && columns.sequence(doc) <= snapshot) {
            Fragment fragment = columns.fragment(doc);
            if (fragment.traceId().equals(traceId)) {
              found.add(fragment);
            }
          }
        }
      }
    }
    return found;
  }

  /** False if {@code sink} wants no more. */
  static boolean catalog(LucenePartition partition, String prefix, Predicate<String> sink) {
    NewestReader.View view = partition.acquire();
    if (view == null) {
      return true;
    }
    try {
      NavigableSet<BytesRef> recent = recent(view.recent(), prefix);
      BytesRef begin = new BytesRef(prefix.getBytes(StandardCharsets.UTF_8));
      TermsEnum terms = partition.reading(() -> catalog(view.reader(), begin));
      while (terms != null) {
        BytesRef term = partition.reading(terms::term);
        if (!StringHelper.startsWith(term, begin)) {
          break;
        }
        for (BytesRef first = recent.pollFirst(); first != null; first = recent.pollFirst()) {
          if (first.compareTo(term) >= 0) {
            recent.add(first);
            break;
          }
          if (!sink.test(first.utf8ToString())) {
            return false;
          }
        }
        recent.remove(term);
        if (!sink.test(term.utf8ToString())) {
          return false;
        }
        TermsEnum here = terms;
        terms = partition.reading(() -> here.next() == null ? null : here);
      }
      return recent.stream().allMatch(term -> sink.test(term.utf8ToString()));
    } finally {
      LucenePartition.release(view);
    }
  }

  private static NavigableSet<BytesRef> recent(List<RecentBatch> batches, String prefix) {
    NavigableSet<BytesRef> found = new TreeSet<>();
    for (RecentBatch batch : batches) {
      for (String entry : batch.catalog()) {
        if (entry.startsWith(prefix)) {
          found.add(new BytesRef(entry.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
    return found;
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
