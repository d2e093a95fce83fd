package app.xquare.trace.codec;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a dictionary of what it shall compress. */
public final class TrainedDictionary {
  private static final int BYTES = 256 << 10;
  /** Of samples, or most of the dictionary would come from few of them. */
  private static final int LEAST = 8 * BYTES;

  private TrainedDictionary() {}

  /**
   * Takes about a second for eight megabytes.
   *
   * @param tracesData as {@link FragmentCodec#encode} leaves it
   * @return null if that is too little to learn from
   */
  public static byte @Nullable [] of(List<byte[]> tracesData) {
    long bytes = 0;
    for (byte[] sample : tracesData) {
      bytes += sample.length;
    }
    if (bytes < LEAST) {
      return null;
    }
    ZstdDictTrainer trainer = new ZstdDictTrainer(Math.toIntExact(bytes), BYTES,
        Dictionaries.LEVEL);
    tracesData.forEach(trainer::addSample);
    try {
      return trainer.trainSamples();
    } catch (ZstdException nothingInCommon) {
      return null;
    }
  }
}
