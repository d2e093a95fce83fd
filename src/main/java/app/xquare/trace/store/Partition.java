package app.xquare.trace.store;

/**
 * All fragments that arrived on one UTC day, or on a part of it where the day has several.
 *
 * @param name see {@link PartitionName}
 * @param minStartUnixNano no span in it starts earlier
 * @param maxStartUnixNano no span in it starts later
 * @param bytes space it takes, or {@link #UNKNOWN_BYTES}
 */
public record Partition(String name, long minStartUnixNano, long maxStartUnixNano, long fragments,
    long spans, long bytes) {
  /** The engine cannot say now what it takes. That is not nothing. */
  public static final long UNKNOWN_BYTES = -1;

  public boolean hasUnknownSize() {
    return bytes == UNKNOWN_BYTES;
  }
}
