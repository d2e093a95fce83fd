package app.xquare.trace.ingest;

import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a request that is sent again, which collectors do when an answer was lost: the very same
 * bytes need not be stored twice. Remembers the last ones only; readers drop the doubles of others.
 */
final class RecentRequests {
  private static final int REMEMBERED = 8_192;

  // Seeded, so that nobody can prepare two requests that look the same.
  private final HashFunction hash = Hashing.murmur3_128(ThreadLocalRandom.current().nextInt());
  private final Map<HashCode, CompletableFuture<IngestResult>> answers = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(
        Map.Entry<HashCode, CompletableFuture<IngestResult>> eldest) {
      return size() > REMEMBERED;
    }
  };

  HashCode digest(byte[] request) {
    return hash.hashBytes(request);
  }

  /** The answer that the same bytes got or will get, unless it failed; null for a new request. */
  synchronized @Nullable CompletableFuture<IngestResult> find(HashCode digest) {
    CompletableFuture<IngestResult> answer = answers.get(digest);
    if (answer != null && answer.isCompletedExceptionally()) {
      answers.remove(digest);
      return null;
    }
    return answer;
  }

  synchronized void remember(HashCode digest, CompletableFuture<IngestResult> answer) {
    answers.put(digest, answer);
  }
}
