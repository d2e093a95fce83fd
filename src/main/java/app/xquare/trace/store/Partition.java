package app.xquare.trace.store;

/**
 * All fragments that arrived on one UTC day, or on a part of it where the day has several.
 *
 * @param name see {@link PartitionName}
 * @param minStartUnixNano no span in it starts earlier
 * @param maxStartUnixNano no span in it starts later
 * @param bytes space it takes, as far as the engine knows
 */
public record Partition(String name, long minStartUnixNano, long maxStartUnixNano, long fragments,
    long spans, long bytes) {}
