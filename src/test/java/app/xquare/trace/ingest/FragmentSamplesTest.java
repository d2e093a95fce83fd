package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentSamplesTest {
  private final FragmentSamples samples = new FragmentSamples();

  @Test
  void keepsAllWhileThereIsRoom() {
    offer(100, 1_000);
    assertThat(samples.seen()).isEqualTo(100);
    assertThat(numbers(samples.take())).hasSize(100).isSorted();
    assertThat(samples.seen()).isZero();
    assertThat(samples.take()).isEmpty();
  }

  @Test
  void choosesEvenlyAmongAllThatCame() {
    int offered = 100_000;
    int size = 1_000;
    offer(offered, size);
    List<Integer> numbers = numbers(samples.take());
    int step = numbers.get(1) - numbers.get(0);
    assertThat(numbers).hasSizeBetween(FragmentSamples.MAX_BYTES / size / 2 - 1,
        FragmentSamples.MAX_BYTES / size);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i * step);
    }
    assertThat(numbers.getLast()).isGreaterThan(offered - 2 * step);
  }

  @Test
  void beginsAnewWhenItWasTaken() {
    offer(100_000, 1_000);
    samples.take();
    offer(3, 1_000);
    assertThat(numbers(samples.take())).containsExactly(0, 1, 2);
  }

  @Test
  void passesOverLargeOnes() {
    samples.offer(new byte[FragmentSamples.MAX_SAMPLE + 1]);
    samples.offer(new byte[FragmentSamples.MAX_SAMPLE]);
    assertThat(samples.take()).hasSize(1);
  }

  private void offer(int count, int size) {
    for (int i = 0; i < count; i++) {
      samples.offer(ByteBuffer.allocate(size).putInt(i).array());
    }
  }

  private static List<Integer> numbers(List<byte[]> taken) {
    return taken.stream().map(sample -> ByteBuffer.wrap(sample).getInt()).toList();
  }
}
