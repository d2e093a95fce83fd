package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/**
 * The document of one fragment after the other. Lucene goes through a document's fields in order and
 * keeps none of them, so one field with changing bytes stands for all the tokens.
 */
final class FragmentFields implements Iterable<IndexableField> {
  static final int PREFIX = TraceId.BYTES + Integer.BYTES;

  private final BytesRef tokenTerm = new BytesRef(8);
  private final Field token = new Field(FragmentDocument.TOKEN, tokenTerm, FragmentDocument.TERM);
  private final NumericDocValuesField start = number(FragmentDocument.START);
  private final NumericDocValuesField spread = number(FragmentDocument.SPREAD);
  private final NumericDocValuesField duration = NumericDocValuesField
      .indexedField(FragmentDocument.DURATION, 0);
  private final NumericDocValuesField sequence = number(FragmentDocument.SEQUENCE);
  private final NumericDocValuesField spans = number(FragmentDocument.SPANS);
  private final BinaryDocValuesField payload = new BinaryDocValuesField(FragmentDocument.PAYLOAD,
      new BytesRef());
  private Field trace = token;
  private long[] tokens = {};
  private List<BytesRef> catalog = List.of();

  private static NumericDocValuesField number(String name) {
    return new NumericDocValuesField(name, 0);
  }

  /** @param newCatalog entries that are written with it */
  FragmentFields of(Commit.Entry entry, Set<String> newCatalog) {
    Fragment fragment = entry.fragment();
    trace = new Field(FragmentDocument.TRACE, FragmentDocument.term(fragment.traceId()),
        FragmentDocument.TERM);
    tokens = entry.tokens();
    start.setLongValue(fragment.startUnixNano());
    spread.setLongValue(fragment.lastStartUnixNano() - fragment.startUnixNano());
    duration.setLongValue(fragment.maxDurationNanos());
    sequence.setLongValue(fragment.sequence());
    spans.setLongValue(fragment.spanCount());
    byte[] stored = ByteBuffer.allocate(PREFIX + fragment.payload().length)
        .put(fragment.traceId().toBytes()).putInt(FragmentDocument.checksum(fragment))
        .put(fragment.payload()).array();
    payload.setBytesValue(new BytesRef(stored));
    // None that is written today is too long for a term; left out, it could only be a suggestion.
    catalog = newCatalog.stream()
        .map(text -> new BytesRef(text.getBytes(StandardCharsets.UTF_8)))
        .filter(term -> term.length <= IndexWriter.MAX_TERM_LENGTH).toList();
    return this;
  }

  @Override
  public Iterator<IndexableField> iterator() {
    return new Fields();
  }

  private final class Fields implements Iterator<IndexableField> {
    private final Field[] single = {trace, start, spread, duration, sequence, spans, payload};
    private final Iterator<BytesRef> entries = catalog.iterator();
    private int next;

    @Override
    public boolean hasNext() {
      return next < single.length + tokens.length || entries.hasNext();
    }

    @Override
    public IndexableField next() {
      int at = next++;
      if (at < single.length) {
        return single[at];
      }
      if (at < single.length + tokens.length) {
        FragmentDocument.term(tokens[at - single.length], tokenTerm);
        return token;
      }
      if (!entries.hasNext()) {
        throw new NoSuchElementException();
      }
      return new Field(FragmentDocument.CATALOG, entries.next(), FragmentDocument.TERM);
    }
  }
}
