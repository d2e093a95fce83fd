package app.xquare.trace.query;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of a search: reads a scan, newest fragment first, until the page is full, the scan ends
 * or the budget is spent.
 *
 * <p>A trace is noticed at any fragment that leads to it and becomes pending at the last one
 * ({@link Candidate#lastSeen}). No fragment of a trace starts before the trace does; so a trace that
 * is not yet pending starts at or before the next fragment, and a pending one that starts later than
 * that comes next in the results. What is pending when the page ends is found again by resuming
 * before its last fragment or, for the few whose last fragment lies farthest back, is written into
 * the cursor, so that a few long traces do not make every page read much again.
 */
final class SearchRun {
  /** Summaries that wait; further ones are made again when their turn comes. */
  private static final int MAX_SUMMARIES = 2_000;
  /** Traces whose fate is remembered; forgetting costs time only. */
  private static final int MAX_REMEMBERED = 100_000;

  private final TraceMatcher matcher;
  private final int limit;
  private final int fragmentBudget;
  private final BooleanSupplier timeIsUp;

  private final List<TraceSummary> page = new ArrayList<>();
  private final TreeMap<TraceKey, Candidate> pending = new TreeMap<>();
  private final Map<TraceId, Candidate> noticed = new HashMap<>();
  private final Set<TraceId> decided = new HashSet<>();
  private int summaries;

  private @Nullable TraceKey lastEmitted;
  private @Nullable ScanPosition position;
  private @Nullable ScanPosition furthest;
  private long scanned;
  private int fresh;

  /** @param timeIsUp asked from the first fragment on that no page before has looked at */
  SearchRun(TraceMatcher matcher, int limit, int fragmentBudget, BooleanSupplier timeIsUp) {
    this.matcher = matcher;
    this.limit = limit;
    this.fragmentBudget = fragmentBudget;
    this.timeIsUp = timeIsUp;
  }

  void resume(SearchCursor cursor) {
    lastEmitted = cursor.lastEmitted();
    position = cursor.resume();
    furthest = cursor.furthest();
    for (TraceKey key : cursor.found()) {
      // All that led to it lies before the place to resume at: it stays farther back than the rest.
      pending.put(key, new Candidate(key, cursor.resume(), null));
      decided.add(key.traceId());
    }
  }

  /** Whether everything was answered; if not, the page is full or the budget spent. */
  boolean run(FragmentScan scan) {
    for (Fragment next = scan.next(); next != null; next = scan.next()) {
      emitLaterThan(next.startUnixNano());
      ScanPosition at = ScanPosition.of(next);
      boolean isFresh = furthest == null || at.compareTo(furthest) > 0;
      if (page.size() == limit || (isFresh && budgetIsSpent())) {
        return false;
      }
      scanned++;
      position = at;
      if (isFresh) {
        furthest = at;
        fresh++;
      }
      look(next, at);
    }
    emitLaterThan(Long.MIN_VALUE);
    return pending.isEmpty();
  }

  private boolean budgetIsSpent() {
    // Asked even for the first, which starts the time; but one is always looked at.
    boolean timeSpent = timeIsUp.getAsBoolean();
    return fresh > 0 && (fresh >= fragmentBudget || timeSpent);
  }

  List<TraceSummary> page() {
    return page;
  }

  long scanned() {
    return scanned;
  }

  private void look(Fragment fragment, ScanPosition at) {
    TraceId traceId = fragment.traceId();
    if (decided.contains(traceId)) {
      return;
    }
    Candidate candidate = noticed.get(traceId);
    if (candidate == null) {
      if (!matcher.leadsToMatch(fragment)) {
        return;
      }
      candidate = matcher.match(traceId);
      if (candidate == null || isEmitted(candidate.key())) {
        decide(traceId);
        return;
      }
      candidate = keep(candidate);
      if (candidate.lastSeen().compareTo(at) > 0) {
        notice(traceId, candidate);
      }
    }
    if (candidate.lastSeen().compareTo(at) <= 0) {
      noticed.remove(traceId);
      decide(traceId);
      pending.put(candidate.key(), candidate);
    }
  }

  private boolean isEmitted(TraceKey key) {
    return lastEmitted != null && key.compareTo(lastEmitted) <= 0;
  }

  private Candidate keep(Candidate candidate) {
    if (summaries == MAX_SUMMARIES) {
      return candidate.withoutSummary();
    }
    summaries++;
    return candidate;
  }

  private void notice(TraceId traceId, Candidate candidate) {
    if (noticed.size() == MAX_REMEMBERED) {
      summaries -= (int) noticed.values().stream().filter(c -> c.summary() != null).count();
      noticed.clear();
    }
    noticed.put(traceId, candidate);
  }

  private void decide(TraceId traceId) {
    if (decided.size() == MAX_REMEMBERED) {
      decided.clear();
    }
    decided.add(traceId);
  }

  private void emitLaterThan(long startUnixNano) {
    while (page.size() < limit && !pending.isEmpty()
        && pending.firstKey().startUnixNano() > startUnixNano) {
      Candidate candidate = pending.pollFirstEntry().getValue();
      TraceSummary summary = candidate.summary();
      if (summary == null) {
        summary = matcher.summary(candidate.key().traceId());
      } else {
        summaries--;
      }
      // Retention may have taken it since it was found.
      if (summary != null) {
        page.add(summary);
      }
      lastEmitted = candidate.key();
    }
  }

  /** Where the next page begins; only after {@link #run} has returned false. */
  SearchCursor cursor(byte[] digest, TraceQuery query, long snapshot) {
    List<Candidate> farthestFirst = new ArrayList<>(pending.values());
    farthestFirst.sort(Comparator.comparing(Candidate::lastSeen));
    List<TraceKey> found = new ArrayList<>();
    ScanPosition resume = position;
    for (Candidate candidate : farthestFirst) {
      if (found.size() == SearchCursor.MAX_FOUND) {
        ScanPosition last = candidate.lastSeen();
        resume = new ScanPosition(last.startUnixNano(), last.sequence() + 1);
        break;
      }
      found.add(candidate.key());
    }
    if (resume == null || furthest == null) {
      throw new IllegalStateException("a page without a fragment cannot be continued");
    }
    return new SearchCursor(digest, query.fromUnixNano(), query.toUnixNano(), snapshot, resume,
        furthest, lastEmitted, found);
  }
}
