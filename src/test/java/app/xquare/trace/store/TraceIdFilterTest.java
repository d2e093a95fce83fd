package app.xquare.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIdFilterTest {
  private static final int ASKED = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 5_000})
  void missesNothingAndLetsOneOfAHundredPass(int traces) {
    TraceIdFilter filter = filter(TraceIdFilter.words(traces));
    new Random(5).longs(traces).forEach(filter::add);

    assertHolds(filter, traces);
  }

  /** Made for more traces than there were, as where a trace has many fragments. */
  @ParameterizedTest
  @CsvSource({"64, 100, 16", "64, 102, 16", "64, 103, 32", "64, 0, 1", "48, 5, 3",
      "16, 1000, 16", "1, 0, 1", "1600, 900, 200"})
  void isHalvedAsLongAsItHasTenBitsATrace(int words, int traces, int left) {
    TraceIdFilter filter = filter(words);
    new Random(5).longs(traces).forEach(filter::add);
    TraceIdFilter fitted = filter.fitted(traces);

    assertThat(fitted.words().byteSize()).isEqualTo(left * 8L);
    new Random(5).longs(traces).forEach(key -> assertThat(fitted.mayHold(key)).isTrue());
    if (traces < 1_000) {
      assertHolds(fitted, traces);
    }
  }

  /** The bytes are what is stored. */
  @Test
  void hasAFormat() {
    TraceIdFilter filter = filter(2);
    filter.add(7);
    filter.add(-7);

    assertThat(filter.words().asByteBuffer().getLong(0)).isEqualTo(0x0102_4810_4282_0020L);
    assertThat(filter.words().asByteBuffer().getLong(8)).isEqualTo(0x0001_0800_0080_0004L);
  }

  @Test
  void needsWholeWords() {
    for (int bytes : new int[]{0, 7, 12}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TraceIdFilter.of(MemorySegment.ofArray(new byte[bytes])))
          .withMessageStartingWith("words: " + bytes + " bytes");
    }
  }

  private static void assertHolds(TraceIdFilter filter, int traces) {
    new Random(5).longs(traces).forEach(key -> assertThat(filter.mayHold(key)).isTrue());
    assertThat(new Random(6).longs(ASKED).filter(filter::mayHold).count())
        .isLessThan((long) (ASKED * 0.02));
  }

  private static TraceIdFilter filter(long words) {
    return TraceIdFilter.of(MemorySegment.ofArray(new byte[Math.toIntExact(words * 8)]));
  }
}
