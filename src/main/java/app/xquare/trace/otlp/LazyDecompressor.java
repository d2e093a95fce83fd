package app.xquare.trace.otlp;

import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads nothing before it is read from. gRPC's own reads gzip's header at once, and what is thrown
 * there reaches the sender as {@code UNKNOWN}, not as a fault of its request.
 */
final class LazyDecompressor implements Decompressor {
  private final Compression compression;

  LazyDecompressor(Compression compression) {
    this.compression = compression;
  }

  @Override
  public String getMessageEncoding() {
    return compression.code();
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new InputStream() {
      private @Nullable InputStream plain;

      private InputStream plain() throws IOException {
        if (plain == null) {
          plain = compression.inflate(compressed);
        }
        return plain;
      }

      @Override
      public int read() throws IOException {
        return plain().read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return plain().read(buffer, offset, length);
      }

      @Override
      public int available() throws IOException {
        return plain().available();
      }

      // The inflater too, whose memory is not the heap's.
      @Override
      public void close() throws IOException {
        if (plain != null) {
          plain.close();
        } else {
          compressed.close();
        }
      }
    };
  }
}
