package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.BytesRef;

/** Reads the fragments of one segment; documents MUST be asked for in growing order. */
final class FragmentColumns {
  private final LeafReader leaf;
  private final NumericDocValues start;
  private final NumericDocValues spread;
  private final NumericDocValues duration;
  private final NumericDocValues sequence;
  private final NumericDocValues spans;
  private final BinaryDocValues payload;

  FragmentColumns(LeafReader leaf) throws IOException {
    this.leaf = leaf;
    this.start = DocValues.getNumeric(leaf, FragmentDocument.START);
    this.spread = DocValues.getNumeric(leaf, FragmentDocument.SPREAD);
    this.duration = DocValues.getNumeric(leaf, FragmentDocument.DURATION);
    this.sequence = DocValues.getNumeric(leaf, FragmentDocument.SEQUENCE);
    this.spans = DocValues.getNumeric(leaf, FragmentDocument.SPANS);
    this.payload = DocValues.getBinary(leaf, FragmentDocument.PAYLOAD);
  }

  long start(int doc) throws IOException {
    return value(start, doc);
  }

  long lastStart(int doc) throws IOException {
    return start(doc) + value(spread, doc);
  }

  long duration(int doc) throws IOException {
    return value(duration, doc);
  }

  long sequence(int doc) throws IOException {
    return value(sequence, doc);
  }

  int spans(int doc) throws IOException {
    return (int) value(spans, doc);
  }

  /** @throws CorruptIndexException if it is not what was written */
  Fragment fragment(int doc) throws IOException {
    if (!payload.advanceExact(doc)) {
      throw missing(doc);
    }
    BytesRef bytes = payload.binaryValue();
    if (bytes.length < FragmentFields.PREFIX) {
      throw missing(doc);
    }
    ByteBuffer prefix = ByteBuffer.wrap(bytes.bytes, bytes.offset, FragmentFields.PREFIX);
    Fragment fragment = new Fragment(new TraceId(prefix.getLong(), prefix.getLong()), sequence(doc),
        start(doc), lastStart(doc), duration(doc), spans(doc),
        Arrays.copyOfRange(bytes.bytes, bytes.offset + FragmentFields.PREFIX,
            bytes.offset + bytes.length));
    if (prefix.getInt() != FragmentDocument.checksum(fragment)) {
      throw new CorruptIndexException("document " + doc + " has a wrong checksum", leaf.toString());
    }
    return fragment;
  }

  private long value(NumericDocValues values, int doc) throws IOException {
    if (!values.advanceExact(doc)) {
      throw missing(doc);
    }
    return values.longValue();
  }

  private CorruptIndexException missing(int doc) {
    return new CorruptIndexException("document " + doc + " lacks a value", leaf.toString());
  }
}
