package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.Commit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/** A fragment as a Lucene document; the package description lists the fields. */
final class FragmentDocument {
  static final String TRACE = "i";
  static final String TOKEN = "t";
  static final String CATALOG = "c";
  static final String START = "s";
  static final String LAST_START = "l";
  static final String DURATION = "d";
  static final String SEQUENCE = "q";
  static final String SPANS = "n";
  static final String PAYLOAD = "p";

  /** The order of scans, in every segment. */
  static final Sort ORDER = new Sort(new SortField(START, SortField.Type.LONG, true),
      new SortField(SEQUENCE, SortField.Type.LONG, true));

  /** Of a token's number: enough that two tokens of a partition hardly ever share a term. */
  private static final int TOKEN_BYTES = 5;

  private static final FieldType TERM = new FieldType();

  static {
    TERM.setIndexOptions(IndexOptions.DOCS);
    TERM.setOmitNorms(true);
    TERM.setTokenized(false);
    TERM.freeze();
  }

  private FragmentDocument() {}

  /** One document per entry; the catalog's entries are on the first. */
  static List<List<IndexableField>> of(List<Commit.Entry> entries, Set<String> catalog) {
    List<List<IndexableField>> documents = new ArrayList<>(entries.size());
    for (Commit.Entry entry : entries) {
      documents.add(of(entry));
    }
    for (String text : catalog) {
      BytesRef term = new BytesRef(text.getBytes(StandardCharsets.UTF_8));
      if (term.length <= IndexWriter.MAX_TERM_LENGTH) {
        documents.getFirst().add(new Field(CATALOG, term, TERM));
      }
    }
    return documents;
  }

  private static List<IndexableField> of(Commit.Entry entry) {
    Fragment fragment = entry.fragment();
    List<IndexableField> fields = new ArrayList<>(entry.tokens().length + 7);
    byte[] id = fragment.traceId().toBytes();
    fields.add(new Field(TRACE, new BytesRef(id), TERM));
    for (long token : entry.tokens()) {
      fields.add(new Field(TOKEN, term(token), TERM));
    }
    fields.add(NumericDocValuesField.indexedField(START, fragment.startUnixNano()));
    fields.add(NumericDocValuesField.indexedField(LAST_START, fragment.lastStartUnixNano()));
    fields.add(NumericDocValuesField.indexedField(DURATION, fragment.maxDurationNanos()));
    fields.add(NumericDocValuesField.indexedField(SEQUENCE, fragment.sequence()));
    fields.add(new NumericDocValuesField(SPANS, fragment.spanCount()));
    byte[] payload = ByteBuffer.allocate(id.length + Integer.BYTES + fragment.payload().length)
        .put(id).putInt(checksum(fragment)).put(fragment.payload()).array();
    fields.add(new BinaryDocValuesField(PAYLOAD, new BytesRef(payload)));
    return fields;
  }

  /** The term that stands for a token, alike for writing and searching. */
  static BytesRef term(long token) {
    byte[] bytes = new byte[TOKEN_BYTES];
    for (int i = 0; i < TOKEN_BYTES; i++) {
      bytes[i] = (byte) (token >>> (56 - 8 * i));
    }
    return new BytesRef(bytes);
  }

  /** Over everything that is stored of the fragment itself. */
  static int checksum(Fragment fragment) {
    ByteBuffer fields = ByteBuffer.allocate(6 * Long.BYTES + Integer.BYTES)
        .putLong(fragment.traceId().high()).putLong(fragment.traceId().low())
        .putLong(fragment.sequence()).putLong(fragment.startUnixNano())
        .putLong(fragment.lastStartUnixNano()).putLong(fragment.maxDurationNanos())
        .putInt(fragment.spanCount());
    CRC32C crc = new CRC32C();
    crc.update(fields.flip());
    crc.update(fragment.payload());
    return (int) crc.getValue();
  }
}
