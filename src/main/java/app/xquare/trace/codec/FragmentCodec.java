package app.xquare.trace.codec;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a fragment: {@code TracesData} bytes, compressed.
 *
 * <p>Layout: a byte with the version of the layout (3); the dictionary's id, the number of bytes
 * before compression and the length of the columns as varints; the columns ({@code SpanColumns}); a
 * zstd frame without magic number and checksum; the CRC-32C of the bytes before anything was done to
 * them. The trace id is not in it. Safe for use by many threads.
 */
public final class FragmentCodec implements AutoCloseable {
  private static final byte VERSION = 3;
  private static final int MAX_RAW = 1 << 27;
  private static final int CRC = Integer.BYTES;
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class,
      ByteOrder.LITTLE_ENDIAN);

  private final Dictionaries dictionaries;
  private volatile Compressor compressor;
  private volatile boolean closed;
  // Contexts hold native memory and are costly to make; threads may be virtual, so no thread-locals.
  private final Queue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

  /** @param stored gives dictionaries that do not come with the application, or null */
  public FragmentCodec(IntFunction<byte @Nullable []> stored) {
    dictionaries = new Dictionaries(stored);
    compressor = new Compressor(Dictionaries.BUILT_IN, Dictionaries.builtIn());
  }

  /** Writes with a dictionary that the store has for good, from the next fragment on. */
  public synchronized void use(int id, byte[] dictionary) {
    if (closed) {
      return;
    }
    Compressor replaced = compressor;
    compressor = new Compressor(id, dictionary);
    replaced.close();
  }

  /** Gives up the dictionaries that the store has no more: nothing that is stored names them. */
  public void retain(Collection<Integer> stored) {
    dictionaries.retain(stored);
  }

  /** Writes with the dictionary that came with the application. */
  public void useBuiltIn() {
    use(Dictionaries.BUILT_IN, Dictionaries.builtIn());
  }

  /** The id of the dictionary that fragments are written with. */
  public int dictionary() {
    return compressor.id();
  }

  /** What samples take that {@link #encode} left behind, with the dictionary in use. */
  public long size(List<byte[]> samples) {
    Compressor with = acquire();
    try {
      return size(with, samples);
    } finally {
      with.release();
    }
  }

  /** The same with another dictionary. */
  public long sizeWith(byte[] dictionary, List<byte[]> samples) {
    try (Compressor with = new Compressor(0, dictionary)) {
      return size(with, samples);
    }
  }

  private static long size(Compressor with, List<byte[]> samples) {
    long size = 0;
    for (byte[] sample : samples) {
      size += with.compress(sample).length;
    }
    return size;
  }

  /** The one in use; another may take its place meanwhile. */
  private Compressor acquire() {
    while (true) {
      Compressor current = compressor;
      if (current.acquire()) {
        return current;
      }
      if (closed) {
        throw new IllegalStateException("the codec is closed");
      }
    }
  }

  /** @param tracesData is left without ids and times: in the form that dictionaries are made of */
  public byte[] encode(TraceId traceId, byte[] tracesData) {
    int crc = crc(tracesData);
    byte[] columns = SpanColumns.takeOut(tracesData, traceId);
    int dictionary;
    byte[] frame;
    Compressor with = acquire();
    try {
      dictionary = with.id();
      frame = with.compress(tracesData);
    } finally {
      with.release();
    }
    int head = 1 + varintSize(dictionary) + varintSize(tracesData.length)
        + varintSize(columns.length);
    byte[] payload = new byte[head + columns.length + frame.length + CRC];
    payload[0] = VERSION;
    int at = varint(payload, 1, dictionary);
    at = varint(payload, at, tracesData.length);
    at = varint(payload, at, columns.length);
    System.arraycopy(columns, 0, payload, at, columns.length);
    System.arraycopy(frame, 0, payload, at + columns.length, frame.length);
    INT.set(payload, payload.length - CRC, crc);
    return payload;
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
      int frame = reader.skipLength();
      int columns = reader.contentStart();
      if (frame > payload.length - CRC) {
        throw corrupt(traceId, "it is cut off", null);
      }
      byte[] tracesData = decompress(payload, frame, dict, (int) length);
      SpanColumns.putBack(tracesData, traceId, new ProtoReader(payload, columns, frame));
      if (crc(tracesData) != (int) INT.get(payload, payload.length - CRC)) {
        throw corrupt(traceId, "its checksum is wrong", null);
      }
      return tracesData;
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
      context = new ZstdDecompressCtx().setMagicless(true);
    }
    byte[] raw = new byte[length];
    int written;
    try {
      written = context.loadDict(dict).decompressByteArray(raw, 0, length, payload, offset,
          payload.length - CRC - offset);
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

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static int varint(byte[] target, int from, int value) {
    int at = from;
    int rest = value;
    while (rest > 0x7f) {
      target[at++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  private static int varintSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      compressor.close();
    }
    decompressors.forEach(ZstdDecompressCtx::close);
  }
}
