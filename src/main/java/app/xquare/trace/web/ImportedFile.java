package app.xquare.trace.web;

import app.xquare.trace.codec.OtlpJson;
import app.xquare.trace.codec.ProtoReader;
import app.xquare.trace.codec.SpanFields;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of traces, read whole and checked before any of it is taken in. */
final class ImportedFile {
  static final int MAX_BYTES = 64 << 20;
  static final String TOO_LARGE = "The file is larger than " + MAX_BYTES
      + " bytes, before or after decompression.";

  private final byte[] tracesData;
  private final Set<TraceId> traceIds = new LinkedHashSet<>();

  private ImportedFile(byte[] tracesData) {
    this.tracesData = tracesData;
    TracesDataWalk.walk(tracesData, 0, tracesData.length, new TracesDataWalk.Visitor() {
      @Override
      public void resource(byte[] head) {}

      @Override
      public void scope(byte[] head) {}

      @Override
      public void span(byte[] buffer, int from, int to) {
        addTraceId(new ProtoReader(buffer, from, to));
      }
    });
  }

  private void addTraceId(ProtoReader span) {
    while (span.hasMore()) {
      int tag = span.tag();
      if (tag == SpanFields.TRACE_ID) {
        byte[] id = span.bytes();
        if (id.length == TraceId.BYTES && TraceId.of(id, 0).isValid()) {
          traceIds.add(TraceId.of(id, 0));
        }
      } else {
        span.skip(tag);
      }
    }
  }

  /**
   * @throws InvalidInputException if it is no OTLP JSON
   * @throws TooLargeException over {@link #MAX_BYTES}, before or after decompression
   */
  static ImportedFile read(HttpServletRequest request) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream body = body(request)) {
      // Messages of the same type, one after the other, are one message with the parts of both.
      AtomicInteger documents = new AtomicInteger();
      OtlpJson.readAll(body, document -> {
        documents.incrementAndGet();
        all.writeBytes(document);
      });
      if (documents.get() == 0) {
        throw new InvalidInputException("body", "", "OTLP JSON, a document or one a line");
      }
    } catch (ZipException | EOFException broken) {
      throw notGzip(broken);
    } catch (UncheckedIOException failed) {
      if (failed.getCause() instanceof ZipException || failed.getCause() instanceof EOFException) {
        throw notGzip(failed.getCause());
      }
      throw failed.getCause();
    }
    return new ImportedFile(all.toByteArray());
  }

  private static InvalidInputException notGzip(IOException broken) {
    return new InvalidInputException("body", Objects.requireNonNullElse(broken.getMessage(), ""),
        "gzip, as Content-Encoding says");
  }

  private static InputStream body(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    String encoding = Objects.requireNonNullElse(request.getHeader("Content-Encoding"), "identity");
    InputStream raw = new Bounded(request.getInputStream());
    return switch (encoding) {
      case "identity" -> raw;
      case "gzip" -> new Bounded(new GZIPInputStream(raw));
      default -> throw new InvalidInputException("Content-Encoding", encoding, "gzip or none");
    };
  }

  private static TooLargeException tooLarge() {
    return new TooLargeException(TOO_LARGE);
  }

  byte[] tracesData() {
    return tracesData;
  }

  /** Every valid id once, in the order of the file. */
  List<TraceId> traceIds() {
    return List.copyOf(traceIds);
  }

  /** Throws when more is read than may be. */
  private static final class Bounded extends FilterInputStream {
    private long left = MAX_BYTES;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int read) {
      left -= read;
      if (left < 0) {
        throw tooLarge();
      }
    }
  }
}
