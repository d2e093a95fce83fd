package app.xquare.trace.store.mongo;

import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A scan request as filters that {@link Layout#BY_TOKEN} answers in order.
 *
 * <p>With one token the index is in scan order. With several, MongoDB merges one index range for
 * each, but only up to 200 ranges; beyond that it would sort in memory. So the clause with the fewest
 * tokens drives: it is cut into queries of at most {@value #MAX_RANGES} tokens, whose answers the
 * caller merges. The other clauses are checked on the documents, or drive themselves if the server
 * finds them more selective.
 */
final class ScanQuery {
  static final int MAX_RANGES = 100;
  static final Document ORDER = new Document(Layout.START, -1).append(Layout.ID, -1);

  private final ScanRequest request;
  private final List<Integer> driving;
  private final List<List<Integer>> others;

  private ScanQuery(ScanRequest request, List<Integer> driving, List<List<Integer>> others) {
    this.request = request;
    this.driving = driving;
    this.others = others;
  }

  /** All tokens a request names, as they are stored. */
  static Set<Integer> tokens(ScanRequest request) {
    return request.clauses().stream().flatMap(List::stream).map(Layout::token)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The queries whose answers together are the request's; none if nothing can satisfy it.
   *
   * @param carriers what stands for a token in fragments that were written without it
   */
  static List<ScanQuery> of(ScanRequest request, Map<Integer, List<Integer>> carriers) {
    if (request.minStart() > request.maxStart()) {
      return List.of();
    }
    List<List<Integer>> clauses = new ArrayList<>(request.clauses().stream()
        .map(clause -> clause.stream().map(Layout::token)
            .flatMap(token -> Stream.concat(Stream.of(token),
                carriers.getOrDefault(token, List.of()).stream()))
            .distinct().toList())
        .sorted(Comparator.comparingInt(List::size)).toList());
    List<Integer> driving = clauses.isEmpty()
        ? List.of(Layout.EVERY_FRAGMENT)
        : clauses.removeFirst();
    List<ScanQuery> queries = new ArrayList<>();
    for (int from = 0; from < driving.size(); from += MAX_RANGES) {
      List<Integer> part = driving.subList(from, Math.min(driving.size(), from + MAX_RANGES));
      queries.add(new ScanQuery(request, part, clauses));
    }
    return queries;
  }

  /** @param after only what comes behind it */
  Document filter(@Nullable ScanPosition after) {
    long top = after == null
        ? request.maxStart()
        : Math.min(request.maxStart(), after.startUnixNano());
    Document filter = carries(driving)
        .append(Layout.START, new Document("$gte", request.minStart()).append("$lte", top))
        .append(Layout.ID, new Document("$lte", request.snapshot()));
    if (request.minLastStart() > request.minStart()) {
      filter.append(Layout.LAST_START, new Document("$gte", request.minLastStart()));
    }
    if (request.minDuration() > 0) {
      filter.append(Layout.DURATION, new Document("$gte", request.minDuration()));
    }
    if (!others.isEmpty()) {
      filter.append("$and", others.stream().map(ScanQuery::carries).toList());
    }
    if (after != null && top == after.startUnixNano()) {
      // Not as "$or": the planner would make ranges of its branches and sort them.
      filter.append("$nor", List.of(new Document(Layout.START, top).append(Layout.ID,
          new Document("$gte", after.sequence()))));
    }
    return filter;
  }

  private static Document carries(List<Integer> tokens) {
    return new Document(Layout.TOKENS,
        tokens.size() == 1 ? tokens.getFirst() : new Document("$in", tokens));
  }
}
