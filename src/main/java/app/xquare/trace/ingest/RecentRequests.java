package app.xquare.trace.ingest;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a request that is sent again, which collectors do when an answer was lost: the very same
 * bytes need not be stored twice. Remembers the last ones only; readers drop the doubles of others.
 */
final class RecentRequests {
  private static final int REMEMBERED = 8_192;
  // Retries come within minutes. What comes later may have been deleted since, and is stored again.
  private static final Duration RECENT = Duration.ofMinutes(10);

  // Keyed, so that nobody can prepare two requests that look the same: the second would be lost.
  private final HashFunction hash;
  private final Cache<HashCode, CompletableFuture<IngestResult>> answers = CacheBuilder.newBuilder()
      .maximumSize(REMEMBERED).expireAfterWrite(RECENT).build();

  RecentRequests() {
    SecureRandom key = new SecureRandom();
    hash = Hashing.sipHash24(key.nextLong(), key.nextLong());
  }

  HashCode digest(byte[] request) {
    return hash.hashBytes(request);
  }

  /** The answer that the same bytes got or will get, unless it failed; null for a new request. */
  @Nullable
  CompletableFuture<IngestResult> find(HashCode digest) {
    CompletableFuture<IngestResult> answer = answers.getIfPresent(digest);
    return answer == null || answer.isCompletedExceptionally() ? null : answer;
  }

  void remember(HashCode digest, CompletableFuture<IngestResult> answer) {
    answers.put(digest, answer);
  }
}
