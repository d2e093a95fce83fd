package app.xquare.trace.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A Bloom filter of traces: whether something that is not written any more may hold one. Of what was
 * added nothing is missed; of the rest about one in a hundred is taken for added.
 *
 * <p>It lies in memory of the caller's, where it is what engines store: words of eight bytes,
 * big-endian, in which bit b is bit b % 64 of word b / 64. For one thread while something is added or
 * it is made smaller, then for many.
 */
public final class TraceIdFilter {
  private static final int BITS_PER_TRACE = 10;
  private static final int PROBES = 7;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
      .withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment words;
  private final long bits;

  private TraceIdFilter(MemorySegment words) {
    this.words = words;
    this.bits = words.byteSize() * Byte.SIZE;
  }

  /** The filter that lies there; of zeros, an empty one. */
  public static TraceIdFilter of(MemorySegment words) {
    if (words.byteSize() == 0 || words.byteSize() % Long.BYTES != 0) {
      throw new IllegalArgumentException("words: " + words.byteSize()
          + " bytes (expected: a multiple of " + Long.BYTES + ", not zero)");
    }
    return new TraceIdFilter(words);
  }

  /** How many words so many traces need. */
  public static long words(long traces) {
    return traces * BITS_PER_TRACE / Long.SIZE + 1;
  }

  public MemorySegment words() {
    return words;
  }

  /** @param key a number that spreads traces evenly and is always the same for one */
  public void add(long key) {
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(key, probe);
      long at = at(bit);
      words.set(WORD, at, words.get(WORD, at) | mask(bit));
    }
  }

  public boolean mayHold(long key) {
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(key, probe);
      if ((words.get(WORD, at(bit)) & mask(bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes it smaller in place, as far as halving it leaves enough for so many traces: for those who
   * did not know how many there would be. This one is of no use any more.
   */
  public TraceIdFilter fitted(long traces) {
    TraceIdFilter fitted = this;
    while (fitted.bits % (2 * Long.SIZE) == 0
        && fitted.bits / 2 >= words(traces) * Long.SIZE) {
      fitted = fitted.halved();
    }
    return fitted;
  }

  /** A bit's place in half of the bits is its place in all of them, modulo half of their number. */
  private TraceIdFilter halved() {
    long half = words.byteSize() / 2;
    for (long at = 0; at < half; at += Long.BYTES) {
      words.set(WORD, at, words.get(WORD, at) | words.get(WORD, half + at));
    }
    return new TraceIdFilter(words.asSlice(0, half));
  }

  /** Two hashes make all of them. */
  private long bit(long key, int probe) {
    long first = mix(key + 0x9E37_79B9_7F4A_7C15L);
    long second = mix(first ^ 0xD1B5_4A32_D192_ED03L) | 1;
    return ((first + probe * second) >>> 1) % bits;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static long at(long bit) {
    return (bit >>> 6) * Long.BYTES;
  }

  private static long mask(long bit) {
    return 1L << (bit & 63);
  }
}
