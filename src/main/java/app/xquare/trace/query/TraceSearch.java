package app.xquare.trace.query;

import org.jspecify.annotations.Nullable;

/** Searches traces. Safe for use by many threads. */
public interface TraceSearch {
  /**
   * The traces that match, ordered by when they began (the earliest start of all that was received of
   * a trace), latest first, then by trace id, ascending.
   *
   * <p>All pages of one search show the state of the moment in which the first was asked for: over
   * all pages each matching trace comes exactly once, whatever the limits and whatever is written
   * meanwhile. A page comes back short, not complete, when the budget for one request is spent.
   *
   * @param cursor {@link SearchPage#nextCursor()} of the page before, or null for the first page; the
   *   query must be the same but for its limit, and the range that the first page had goes on to hold
   * @throws app.xquare.trace.model.InvalidInputException for the field {@code cursor} if it is damaged,
   *   of another version or of another query
   */
  SearchPage search(TraceQuery query, @Nullable String cursor);
}
