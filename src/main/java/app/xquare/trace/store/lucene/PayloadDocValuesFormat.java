package app.xquare.trace.store.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.lucene90.Lucene90DocValuesFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format of doc values under a name of its own, which gives payloads files of their own: so
 * {@code IndexFiles} can read them otherwise. Lucene finds it by its name ({@code META-INF/services}).
 */
public final class PayloadDocValuesFormat extends DocValuesFormat {
  /** In the names of the files. */
  static final String NAME = "XquarePayload";

  private final DocValuesFormat lucene = new Lucene90DocValuesFormat();

  public PayloadDocValuesFormat() {
    super(NAME);
  }

  @Override
  public DocValuesConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
    return lucene.fieldsConsumer(state);
  }

  @Override
  public DocValuesProducer fieldsProducer(SegmentReadState state) throws IOException {
    return lucene.fieldsProducer(state);
  }
}
