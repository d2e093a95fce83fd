package app.xquare.trace.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search's answer.
 *
 * @param traces may be fewer than the limit, or none, where the search's budget was spent
 * @param complete true if nothing follows; false if the search goes on with {@code nextCursor}
 * @param nextCursor null exactly if the answer is complete
 * @param scannedFragments how many fragments were looked at for this page
 */
public record SearchPage(List<TraceSummary> traces, boolean complete, @Nullable String nextCursor,
    long scannedFragments) {}
