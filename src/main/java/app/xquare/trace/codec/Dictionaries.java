package app.xquare.trace.codec;

import com.github.luben.zstd.ZstdDictDecompress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The compression dictionaries by id. Built-in ones come with the application and are never changed
 * or taken away, since stored payloads name them; further ones live in the store.
 */
final class Dictionaries {
  /** What fragments are written with until the store has a dictionary of its own. */
  static final int BUILT_IN = 1;
  static final int LEVEL = 3;

  private final IntFunction<byte @Nullable []> stored;
  private final Map<Integer, ZstdDictDecompress> decompress = new ConcurrentHashMap<>();

  Dictionaries(IntFunction<byte @Nullable []> stored) {
    this.stored = stored;
  }

  static byte[] builtIn() {
    byte[] bytes = builtIn(BUILT_IN);
    if (bytes == null) {
      throw new IllegalStateException("the built-in dictionary " + BUILT_IN + " is missing");
    }
    return bytes;
  }

  /** Null if there is no such dictionary. */
  @Nullable
  ZstdDictDecompress forReading(int id) {
    ZstdDictDecompress known = decompress.get(id);
    if (known != null) {
      return known;
    }
    byte[] bytes = builtIn(id);
    if (bytes == null) {
      bytes = stored.apply(id);
    }
    if (bytes == null) {
      return null;
    }
    ZstdDictDecompress digested = new ZstdDictDecompress(bytes);
    ZstdDictDecompress raced = decompress.putIfAbsent(id, digested);
    return raced == null ? digested : raced;
  }

  /** Gives up those that are neither built in nor among these. */
  void retain(Collection<Integer> ids) {
    // Freed by their finalizers, since a thread may be reading with one.
    decompress.keySet().removeIf(id -> id != BUILT_IN && !ids.contains(id));
  }

  private static byte @Nullable [] builtIn(int id) {
    try (InputStream in = Dictionaries.class
        .getResourceAsStream("/dictionaries/otlp-" + id + ".dict")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
