package app.xquare.trace.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dictionary that fragments are written with, and the contexts that use it: native memory, which is
 * given back once it was closed and the last thread is through with it.
 */
final class Compressor implements AutoCloseable {
  private final int id;
  private final ZstdDictCompress dictionary;
  // Costly to make; threads may be virtual, so no thread-locals.
  private final Queue<ZstdCompressCtx> contexts = new ConcurrentLinkedQueue<>();
  /** By threads, and once until it is closed. */
  private final AtomicInteger uses = new AtomicInteger(1);

  Compressor(int id, byte[] dictionary) {
    this.id = id;
    this.dictionary = new ZstdDictCompress(dictionary, Dictionaries.LEVEL);
  }

  int id() {
    return id;
  }

  /** Whether it can be used until {@link #release}; false if its memory was given back. */
  boolean acquire() {
    return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  void release() {
    if (uses.decrementAndGet() == 0) {
      contexts.forEach(ZstdCompressCtx::close);
      dictionary.close();
    }
  }

  byte[] compress(byte[] bytes) {
    ZstdCompressCtx context = contexts.poll();
    if (context == null) {
      context = new ZstdCompressCtx().setMagicless(true).setChecksum(false).setContentSize(false)
          .setDictID(false).loadDict(dictionary);
    }
    try {
      return context.compress(bytes);
    } finally {
      contexts.add(context);
    }
  }

  /** To be called once. */
  @Override
  public void close() {
    release();
  }
}
