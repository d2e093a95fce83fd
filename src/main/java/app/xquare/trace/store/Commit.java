package app.xquare.trace.store;

import app.xquare.trace.model.Fragment;
import java.util.List;
import java.util.Set;

/**
 * What is written and made durable together.
 *
 * @param partition see {@link PartitionName}
 * @param entries ordered by sequence
 * @param catalog entries that are new to the partition; writing one again MUST be harmless
 */
public record Commit(String partition, List<Entry> entries, Set<String> catalog) {
  /** @param tokens distinct {@link Tokens} of the fragment's spans, in ascending order; never changed */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(Fragment fragment, long[] tokens) {}
}
