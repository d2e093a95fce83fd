package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Tokens;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/** How a fragment is a Lucene document; the package description lists the fields. */
final class FragmentDocument {
  static final String TRACE = "i";
  static final String TOKEN = "t";
  static final String CATALOG = "c";
  static final String START = "s";
  static final String SPREAD = "l";
  static final String DURATION = "d";
  static final String SEQUENCE = "q";
  static final String SPANS = "n";
  static final String PAYLOAD = "p";

  /** The order of scans, in every segment. */
  static final Sort ORDER = new Sort(new SortField(START, SortField.Type.LONG, true),
      new SortField(SEQUENCE, SortField.Type.LONG, true));

  /** Of a token's number: enough that two tokens of a partition hardly ever share a term. */
  private static final int TOKEN_BYTES = 5;

  /** Of a hash of the trace id: the id itself stands with the payload, and is compared. */
  private static final int TRACE_BYTES = 6;

  static final FieldType TERM = new FieldType();

  static {
    TERM.setIndexOptions(IndexOptions.DOCS);
    TERM.setOmitNorms(true);
    TERM.setTokenized(false);
    TERM.freeze();
  }

  private FragmentDocument() {}

  /** The term that stands for a token, alike for writing and searching. */
  static BytesRef term(long token) {
    BytesRef term = new BytesRef(TOKEN_BYTES);
    term(token, term);
    return term;
  }

  /** The same into the first bytes of a term that is reused. */
  static void term(long token, BytesRef term) {
    write(token, TOKEN_BYTES, term);
  }

  /** The term of a trace: two traces may share it. */
  static BytesRef term(TraceId id) {
    BytesRef term = new BytesRef(TRACE_BYTES);
    byte[] bytes = id.toBytes();
    write(Tokens.hash(bytes, 0, bytes.length), TRACE_BYTES, term);
    return term;
  }

  private static void write(long number, int length, BytesRef term) {
    for (int i = 0; i < length; i++) {
      term.bytes[i] = (byte) (number >>> (56 - 8 * i));
    }
    term.length = length;
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
