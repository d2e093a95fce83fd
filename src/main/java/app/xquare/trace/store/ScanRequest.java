package app.xquare.trace.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which fragments a scan returns: those that satisfy every component.
 *
 * @param clauses of EVERY clause the fragment carries AT LEAST ONE token; no clause admits all
 * @param minStart least {@code startUnixNano}, inclusive
 * @param maxStart largest {@code startUnixNano}, inclusive
 * @param minLastStart least {@code lastStartUnixNano}, inclusive
 * @param minDuration least {@code maxDurationNanos}, inclusive
 * @param snapshot largest {@code sequence}, inclusive
 * @param after where an earlier scan stopped: only fragments behind it in scan order
 */
public record ScanRequest(List<List<Long>> clauses, long minStart, long maxStart,
    long minLastStart, long minDuration, long snapshot, @Nullable ScanPosition after) {}
