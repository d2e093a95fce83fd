package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * Which files an index has, and how they are read: mapped, but for those of payloads. They are four
 * fifths of all, and answers come from all over them: mapped, every page that was ever read would count
 * as memory of the process.
 */
final class IndexFiles extends FilterDirectory {
  private final Directory notMapped;

  private IndexFiles(Directory mapped, Directory notMapped) {
    super(mapped);
    this.notMapped = notMapped;
  }

  static Directory open(Path folder) throws IOException {
    return new IndexFiles(FSDirectory.open(folder), new NIOFSDirectory(folder));
  }

  static Codec codec() {
    DocValuesFormat payloads = new PayloadDocValuesFormat();
    return new Lucene104Codec() {
      @Override
      public DocValuesFormat getDocValuesFormatForField(String field) {
        return field.equals(FragmentDocument.PAYLOAD)
            ? payloads
            : super.getDocValuesFormatForField(field);
      }
    };
  }

  @Override
  public IndexInput openInput(String name, IOContext context) throws IOException {
    return name.contains(PayloadDocValuesFormat.NAME)
        ? notMapped.openInput(name, context)
        : super.openInput(name, context);
  }

  @Override
  public void close() throws IOException {
    IOUtils.close(super::close, notMapped);
  }
}
