package app.xquare.trace.ingest;

import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.util.Arrays;

/** The resources that requests brought lately. */
final class Resources {
  private static final long REMEMBERED_BYTES = 32L << 20;

  private final IndexPolicy policy;
  private final Cache<Long, KnownResource> known = CacheBuilder.newBuilder()
      .maximumWeight(REMEMBERED_BYTES)
      // What is worked out of a resource takes a few times its bytes.
      .weigher((Long hash, KnownResource resource) -> 512 + 8 * resource.head().length).build();

  Resources(IndexPolicy policy) {
    this.policy = policy;
  }

  /** @throws SpanRejection if its spans cannot be taken */
  KnownResource get(byte[] head) {
    long hash = Tokens.resource(head);
    KnownResource found = known.getIfPresent(hash);
    // Compared whole: nobody may pass for another by a hash.
    if (found == null || !Arrays.equals(found.head(), head)) {
      found = KnownResource.of(head, policy);
      known.put(hash, found);
    }
    return found;
  }
}
