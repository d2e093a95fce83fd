package app.xquare.trace.codec;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a fragment: {@code TracesData} bytes, compressed.
 *
 * <p>Layout: a byte with the version of the layout (1), the dictionary's id and the number of bytes
 * before compression as varints, a zstd frame with its checksum. Safe for use by many threads.
 */
public final class FragmentCodec implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int MAX_RAW = 1 << 27;

  private final Dictionaries dictionaries;
  private final ZstdDictCompress writing;
  // Contexts hold native memory and are costly to make; threads may be virtual, so no thread-locals.
  private final Queue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
  private final Queue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

  /** @param stored gives dictionaries that do not come with the application, or null */
  public FragmentCodec(IntFunction<byte @Nullable []> stored) {
    dictionaries = new Dictionaries(stored);
    writing = dictionaries.forWriting();
  }

  public byte[] encode(byte[] tracesData) {
    ZstdCompressCtx context = compressors.poll();
    if (context == null) {
      context = new ZstdCompressCtx().setChecksum(true).setContentSize(false).setDictID(false)
          .loadDict(writing);
    }
    byte[] frame;
    try {
      frame = context.compress(tracesData);
    } finally {
      compressors.add(context);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length + 8);
    out.write(VERSION);
    varint(out, Dictionaries.CURRENT);
    varint(out, tracesData.length);
    out.write(frame, 0, frame.length);
    return out.toByteArray();
  }

  /**
   * @return the bytes that {@link #encode} got
   * @throws CorruptDataException if the payload is damaged or names an unknown dictionary
   */
  public byte[] decode(TraceId traceId, byte[] payload) {
    try {
      ProtoReader reader = new ProtoReader(payload, 0, payload.length);
      long version = reader.varint();
      if (version != VERSION) {
        throw corrupt(traceId, "layout version " + version + " is unknown", null);
      }
      int dictionary = (int) reader.varint();
      long length = reader.varint();
      if (length < 0 || length > MAX_RAW) {
        throw corrupt(traceId, "a length of " + length + " bytes is impossible", null);
      }
      ZstdDictDecompress dict = dictionaries.forReading(dictionary);
      if (dict == null) {
        throw corrupt(traceId, "it needs compression dictionary " + dictionary
            + ", which neither the application nor the store has", null);
      }
      return decompress(payload, reader.position(), dict, (int) length);
    } catch (ProtoException | ZstdException damaged) {
      throw corrupt(traceId, String.valueOf(damaged.getMessage()), damaged);
    }
  }

  /** Decodes a payload down to its spans. */
  public List<Span> spans(TraceId traceId, byte[] payload) {
    try {
      return TracesData.read(decode(traceId, payload));
    } catch (ProtoException damaged) {
      throw corrupt(traceId, String.valueOf(damaged.getMessage()), damaged);
    }
  }

  private byte[] decompress(byte[] payload, int offset, ZstdDictDecompress dict, int length) {
    ZstdDecompressCtx context = decompressors.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    byte[] raw = new byte[length];
    int written;
    try {
      written = context.loadDict(dict).decompressByteArray(raw, 0, length, payload, offset,
          payload.length - offset);
    } finally {
      decompressors.add(context);
    }
    if (written != length) {
      throw new ProtoException(offset, written + " bytes came out instead of " + length);
    }
    return raw;
  }

  private static CorruptDataException corrupt(TraceId traceId, String problem,
      @Nullable Throwable cause) {
    return new CorruptDataException("a fragment of trace " + traceId + " is damaged: " + problem,
        cause);
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  @Override
  public void close() {
    compressors.forEach(ZstdCompressCtx::close);
    decompressors.forEach(ZstdDecompressCtx::close);
  }
}
