package app.xquare.trace.ingest;

import app.xquare.trace.analytics.AttributeScope;
import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;

/** Collects the tokens of one span, and tells the catalog what is new. Reused from span to span. */
final class TokenSink implements SpanWalk.AttributeSink {
  private final IndexPolicy policy;
  private final CatalogRecorder.Observation catalog;
  private final LongBag tokens = new LongBag();
  private String service = "";
  private long serviceHash;
  private int indexed;

  TokenSink(IndexPolicy policy, CatalogRecorder.Observation catalog) {
    this.policy = policy;
    this.catalog = catalog;
  }

  void begin(KnownResource resource) {
    service = resource.service();
    serviceHash = resource.serviceHash();
    tokens.clear();
    indexed = 0;
  }

  @Override
  public void accept(AttributeWalk attribute) {
    long key = attribute.keyHash();
    if (catalog.isNewKey(serviceHash, key, AttributeScope.SPAN, attribute.type())) {
      catalog.key(serviceHash, key, service, AttributeScope.SPAN, attribute.key(),
          attribute.type());
    }
    if (attribute.isNeverIndexed()) {
      return;
    }
    if (policy.isLeftOut(key)) {
      tokens.add(Tokens.unindexed(key));
      return;
    }
    for (int i = 0; i < attribute.size(); i++) {
      if (indexed++ == IndexPolicy.MAX_ATTRIBUTES) {
        tokens.add(Tokens.OVERFLOW);
      }
      if (indexed > IndexPolicy.MAX_ATTRIBUTES) {
        return;
      }
      long token = Tokens.attribute(serviceHash, key, attribute.hash(i));
      tokens.add(token);
      if (catalog.isNewValue(serviceHash, key, token)) {
        catalog.value(serviceHash, key, token, service, attribute.key(), attribute.text(i));
      }
    }
  }

  /** The span was walked: its own tokens, in no order. */
  long[] finish(SpanWalk walk) {
    long operation = Tokens.operation(serviceHash, walk.nameHash());
    tokens.add(operation);
    if (walk.isError()) {
      tokens.add(Tokens.error(service));
      tokens.add(Tokens.ERROR);
    }
    int kind = Math.clamp(walk.kind(), 0, 9);
    if (catalog.isNewOperation(operation, serviceHash, kind)) {
      catalog.operation(operation, serviceHash, service, kind, walk.name());
    }
    return tokens.toArray();
  }
}
