package app.xquare.trace.ingest;

import app.xquare.trace.analytics.AttributeScope;
import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Collects the tokens of one resource or span, and what the catalog should know of its attributes. */
final class TokenSink implements SpanWalk.AttributeSink {
  private final IndexPolicy policy;
  private final CatalogRecorder.Observation catalog;
  private final AttributeScope scope;
  private final String service;
  private final List<String> tokens = new ArrayList<>();
  private int indexed;

  TokenSink(IndexPolicy policy, CatalogRecorder.Observation catalog, AttributeScope scope,
      String service) {
    this.policy = policy;
    this.catalog = catalog;
    this.scope = scope;
    this.service = service;
  }

  @Override
  public void accept(AttributeWalk attribute) {
    String key = attribute.key();
    if (IndexPolicy.isNeverIndexed(key)) {
      catalog.attribute(service, scope, key, attribute.type(), null);
      return;
    }
    if (policy.isLeftOut(key)) {
      catalog.attribute(service, scope, key, attribute.type(), null);
      tokens.add(Tokens.unindexed(key));
      return;
    }
    if (attribute.hasLongText()) {
      tokens.add(Tokens.unindexed(key));
    }
    if (attribute.texts().isEmpty()) {
      catalog.attribute(service, scope, key, attribute.type(), null);
    }
    for (String text : attribute.texts()) {
      if (indexed == IndexPolicy.MAX_ATTRIBUTES) {
        tokens.add(Tokens.OVERFLOW);
        indexed++;
      }
      if (indexed > IndexPolicy.MAX_ATTRIBUTES) {
        catalog.attribute(service, scope, key, attribute.type(), null);
        return;
      }
      indexed++;
      catalog.attribute(service, scope, key, attribute.type(), text);
      add(key, text);
      BigDecimal number = AttributeTexts.number(text);
      if (number != null) {
        // A search for 5 finds 5.0 too, whatever type it was sent as.
        String canonical = AttributeTexts.of(number);
        if (!canonical.equals(text)) {
          add(key, canonical);
        }
      }
    }
  }

  private void add(String key, String text) {
    tokens.add(scope == AttributeScope.SPAN
        ? Tokens.attribute(service, key, text)
        : Tokens.resource(key, text));
  }

  List<String> tokens() {
    return tokens;
  }
}
