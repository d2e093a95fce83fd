package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
  /** Of MurmurHash3, 128 bits for 64-bit machines. */
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private final RecentRequests recent = new RecentRequests();

  @Test
  void knowsTheSameBytesUntilTheirAnswerFailed() {
    byte[] request = {1, 2, 3};
    CompletableFuture<IngestResult> answer = new CompletableFuture<>();
    assertThat(recent.find(recent.digest(request))).isNull();
    recent.remember(recent.digest(request), answer);
    assertThat(recent.find(recent.digest(request.clone()))).isSameAs(answer);
    assertThat(recent.find(recent.digest(new byte[]{1, 2, 4}))).isNull();
    answer.completeExceptionally(new IllegalStateException());
    assertThat(recent.find(recent.digest(request))).isNull();
  }

  /**
   * MurmurHash3 has pairs that are the same under every seed: a difference that the first block leaves
   * in the highest bit of one half is taken away by the second.
   */
  @Test
  void tellsApartWhatAHashWithASeedDoesNot() {
    byte[] one = blocks(0, 0, 0);
    byte[] other = blocks(1L << 36, 1L << 32, 1L << 63);
    for (int seed : new int[]{0, 1, 77, -5}) {
      HashFunction murmur = Hashing.murmur3_128(seed);
      assertThat(murmur.hashBytes(one)).isEqualTo(murmur.hashBytes(other));
    }
    assertThat(recent.digest(one)).isNotEqualTo(recent.digest(other));
  }

  /** Two blocks of 16 bytes whose words are these differences once they are mixed. */
  private static byte[] blocks(long first, long second, long third) {
    return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN)
        .putLong(unmixed(first, C1, 31, C2)).putLong(unmixed(second, C2, 33, C1))
        .putLong(unmixed(third, C1, 31, C2)).putLong(unmixed(0, C2, 33, C1)).array();
  }

  private static long unmixed(long mixed, long before, int rotation, long after) {
    return Long.rotateRight(mixed * inverse(after), rotation) * inverse(before);
  }

  /** Modulo 2^64, by Newton's method. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
