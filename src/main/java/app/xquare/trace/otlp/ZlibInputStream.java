package app.xquare.trace.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * One zlib stream and nothing after it. The JDK's would end without a word where a second one begins,
 * or where a dictionary is asked for: spans would be acknowledged that nobody read.
 */
final class ZlibInputStream extends InflaterInputStream {
  ZlibInputStream(InputStream in, int buffer) {
    super(in, new Inflater(), buffer);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read < 0) {
      if (inf.needsDictionary()) {
        throw new ZipException("It needs a dictionary");
      }
      if (inf.getRemaining() > 0 || in.read() >= 0) {
        throw new ZipException("Bytes after the end of the ZLIB stream");
      }
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    inf.end();
    super.close();
  }
}
