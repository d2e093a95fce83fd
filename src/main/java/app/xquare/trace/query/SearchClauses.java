package app.xquare.trace.query;

import app.xquare.trace.analytics.Catalog;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.model.StatusCode;
import app.xquare.trace.query.AttributeFilter.Operator;
import app.xquare.trace.query.AttributeFilter.Place;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import app.xquare.trace.store.TraceStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a query says about a span into clauses of tokens for a scan. Whatever cannot be said in
 * tokens is left out: every fragment with a span that the query admits satisfies all clauses.
 */
final class SearchClauses {
  /** A longer clause costs the engine more than decoding what it would have kept out. */
  static final int MAX_TOKENS = 500;

  private final TraceQuery query;
  private final Catalog catalog;
  private final List<List<Long>> clauses = new ArrayList<>();
  private @Nullable List<String> services;

  private SearchClauses(TraceQuery query, TraceStore store) {
    this.query = query;
    this.catalog = new Catalog(store);
  }

  /** The catalog is read after the query's snapshot was taken, so it knows every service of it. */
  static List<List<Long>> of(TraceQuery query, TraceStore store) {
    SearchClauses builder = new SearchClauses(query, store);
    builder.service();
    builder.status();
    for (AttributeFilter filter : query.attributes()) {
      if (filter.operator() == Operator.EQUAL && !IndexPolicy.isNeverIndexed(filter.key())) {
        builder.attribute(filter);
      }
    }
    return List.copyOf(builder.clauses);
  }

  private void service() {
    String operation = query.operation();
    if (operation != null) {
      add(services().stream().map(service -> Tokens.operation(service, operation)).toList());
    } else if (query.service() != null) {
      add(List.of(Tokens.service(query.service())));
    }
  }

  private void status() {
    if (query.status() == StatusCode.ERROR) {
      add(List.of(query.service() == null ? Tokens.ERROR : Tokens.error(query.service())));
    }
  }

  private void attribute(AttributeFilter filter) {
    boolean ofSpan = filter.place() == Place.ANYWHERE || filter.place() == Place.SPAN;
    boolean ofResource = filter.place() == Place.ANYWHERE || filter.place() == Place.RESOURCE;
    if (!ofSpan && !ofResource) {
      return;
    }
    Set<Long> tokens = new LinkedHashSet<>();
    tokens.add(Tokens.unindexed(filter.key()));
    tokens.add(Tokens.OVERFLOW);
    for (String text : texts(filter)) {
      if (ofSpan) {
        services().forEach(s -> tokens.add(Tokens.attribute(s, filter.key(), text)));
      }
      if (ofResource) {
        tokens.addAll(catalog.resources(filter.key(), text, query.service(),
            query.fromUnixNano(), query.toUnixNano(), MAX_TOKENS));
      }
    }
    add(List.copyOf(tokens));
  }

  /** The texts under which an equal value is indexed. */
  private static Set<String> texts(AttributeFilter filter) {
    Set<String> texts = new LinkedHashSet<>();
    texts.add(filter.operand());
    if (filter.number() != null) {
      texts.add(AttributeTexts.of(filter.number()));
    }
    return texts;
  }

  private void add(List<Long> clause) {
    if (clause.size() <= MAX_TOKENS) {
      clauses.add(clause);
    }
  }

  /** The service asked for, or all there are; more than a clause can hold are not all read. */
  private List<String> services() {
    if (query.service() != null) {
      return List.of(query.service());
    }
    if (services == null) {
      services = catalog.services(query.fromUnixNano(), query.toUnixNano(), MAX_TOKENS);
    }
    return services;
  }
}
