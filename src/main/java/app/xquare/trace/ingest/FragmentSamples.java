package app.xquare.trace.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * A bounded choice of the fragments that came by since it was taken last, evenly over that time:
 * neighbours are much alike, so a dictionary that is made of them alone misses most of a platform.
 */
final class FragmentSamples {
  static final int MAX_BYTES = 8 << 20;
  /** Larger ones would take the place of many. */
  static final int MAX_SAMPLE = 16 << 10;

  private List<byte[]> chosen = new ArrayList<>();
  private long bytes;
  private long seen;
  private long every = 1;

  /** @param tracesData what was compressed; nobody writes to it any more */
  synchronized void offer(byte[] tracesData) {
    if (seen++ % every != 0 || tracesData.length > MAX_SAMPLE) {
      return;
    }
    chosen.add(tracesData);
    bytes += tracesData.length;
    if (bytes > MAX_BYTES) {
      thin();
    }
  }

  private void thin() {
    List<byte[]> kept = new ArrayList<>(chosen.size());
    bytes = 0;
    for (int i = 0; i < chosen.size(); i += 2) {
      kept.add(chosen.get(i));
      bytes += chosen.get(i).length;
    }
    chosen = kept;
    every *= 2;
  }

  /** How many were offered since it was taken last. */
  synchronized long seen() {
    return seen;
  }

  /** In the order in which they came. It is empty then. */
  synchronized List<byte[]> take() {
    List<byte[]> taken = chosen;
    chosen = new ArrayList<>();
    bytes = 0;
    seen = 0;
    every = 1;
    return taken;
  }
}
