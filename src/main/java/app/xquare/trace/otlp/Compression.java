package app.xquare.trace.otlp;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** How a request may be compressed. */
enum Compression {
  IDENTITY("identity", "identity"),
  GZIP("gzip", "gzip"),
  ZSTD("zstd", "zstd with a window of at most 8 MiB"),
  DEFLATE("deflate", "deflate, which is zlib's format (RFC 1950)");

  /** What else senders call them: RFC 9110 has the first, collectors the second. */
  private static final String GZIP_TOO = "x-gzip";
  private static final String DEFLATE_TOO = "zlib";

  /** RFC 9659 lets no sender use more; whoever asks for gigabytes must not get them. */
  private static final int ZSTD_WINDOW_LOG = 23;
  private static final int BUFFER = 8192;

  /** What an answer's {@code Accept-Encoding} says. */
  static final String ACCEPTED = "gzip, zstd, deflate";

  private final String code;
  private final String expected;

  Compression(String code, String expected) {
    this.code = code;
    this.expected = expected;
  }

  /** Its name in headers. */
  String code() {
    return code;
  }

  /** What the bytes should have been, for the sender of others. */
  String expected() {
    return expected;
  }

  /**
   * @param contentEncoding the header, if there is one
   * @return null if it cannot be read here
   */
  static @Nullable Compression of(@Nullable String contentEncoding) {
    String name = contentEncoding == null
        ? ""
        : contentEncoding.strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "" -> IDENTITY;
      case GZIP_TOO -> GZIP;
      case DEFLATE_TOO -> DEFLATE;
      default -> {
        for (Compression compression : values()) {
          if (compression.code.equals(name)) {
            yield compression;
          }
        }
        yield null;
      }
    };
  }

  /** Close it: what it inflates with is not on the heap. */
  InputStream inflate(InputStream compressed) throws IOException {
    return switch (this) {
      case IDENTITY -> compressed;
      case GZIP -> new GZIPInputStream(compressed, BUFFER);
      case ZSTD -> new ZstdInputStreamNoFinalizer(compressed, RecyclingBufferPool.INSTANCE)
          .setLongMax(ZSTD_WINDOW_LOG);
      case DEFLATE -> new ZlibInputStream(compressed, BUFFER);
    };
  }
}
