package app.xquare.trace.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which attributes get tokens. Every attribute can be searched exactly; those without tokens are
 * found by decoding.
 */
public final class IndexPolicy {
  /** At most so many attributes of one span get tokens, then {@link Tokens#OVERFLOW} stands for the rest. */
  public static final int MAX_ATTRIBUTES = 64;

  /** Texts that nobody types, and numbers that are another in nearly every span. */
  private static final Set<String> NEVER = Set.of("db.statement", "db.query.text",
      "exception.stacktrace", "exception.message", "telemetry.sdk.version", "service.name",
      "network.peer.port", "net.sock.peer.port", "client.port", "http.request.body.size",
      "http.response.body.size", "http.request_content_length", "http.response_content_length",
      "messaging.message.body.size", "messaging.message.payload_size_bytes");
  private static final List<String> NEVER_PREFIXES = List.of("code.", "thread.", "process.");

  private static final long[] NEVER_HASHES = hashes(NEVER);
  private static final byte[][] NEVER_PREFIX_BYTES = NEVER_PREFIXES.stream()
      .map(prefix -> prefix.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);

  private final long[] leftOut;

  /** @param unindexed further keys without tokens; the list may change at any restart */
  public IndexPolicy(Set<String> unindexed) {
    this.leftOut = hashes(unindexed);
  }

  /**
   * True for keys that never had and never will have tokens, in no partition. Adding a key here needs
   * no care; taking one away hides it in older partitions, so that is a change of format.
   */
  public static boolean isNeverIndexed(String key) {
    return NEVER.contains(key) || NEVER_PREFIXES.stream().anyMatch(key::startsWith);
  }

  /** The same of a key where it lies in UTF-8, with its {@link Tokens#hash}. */
  public static boolean isNeverIndexed(long hash, byte[] buffer, int from, int to) {
    for (byte[] prefix : NEVER_PREFIX_BYTES) {
      if (to - from >= prefix.length && buffer[from] == prefix[0]
          && Arrays.equals(buffer, from, from + prefix.length, prefix, 0, prefix.length)) {
        return true;
      }
    }
    return Arrays.binarySearch(NEVER_HASHES, hash) >= 0;
  }

  /** A key left out by configuration, by its hash: its fragments carry {@link Tokens#unindexed}. */
  public boolean isLeftOut(long hash) {
    return leftOut.length > 0 && Arrays.binarySearch(leftOut, hash) >= 0;
  }

  private static long[] hashes(Collection<String> keys) {
    return keys.stream().mapToLong(Tokens::hash).sorted().toArray();
  }
}
