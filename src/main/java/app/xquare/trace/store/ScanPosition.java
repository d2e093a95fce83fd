package app.xquare.trace.store;

import app.xquare.trace.model.Fragment;

/** A place in the order of a scan (start, then sequence, both descending): that of one fragment. */
public record ScanPosition(long startUnixNano, long sequence) implements Comparable<ScanPosition> {
  public static ScanPosition of(Fragment fragment) {
    return new ScanPosition(fragment.startUnixNano(), fragment.sequence());
  }

  /** Negative if this comes first in a scan. */
  @Override
  public int compareTo(ScanPosition other) {
    int byStart = Long.compare(other.startUnixNano, startUnixNano);
    return byStart != 0 ? byStart : Long.compare(other.sequence, sequence);
  }
}
