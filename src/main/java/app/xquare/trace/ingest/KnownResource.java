package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder.ResourceFacts;
import app.xquare.trace.codec.HeadReader;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A resource that was checked, with what its spans need: worked out once, although every request
 * brings its bytes again.
 *
 * @param head its bytes; the same array for all requests
 * @param serviceHash {@link Tokens#hash} of the service's {@link Tokens#name}
 * @param tokens those of every span of it
 */
@SuppressWarnings("ArrayRecordComponent")
record KnownResource(byte[] head, String service, long serviceHash, long[] tokens,
    ResourceFacts facts) {
  /** @throws SpanRejection if its spans cannot be taken */
  static KnownResource of(byte[] head, IndexPolicy policy) {
    LongBag tokens = new LongBag();
    List<ResourceFacts.Attribute> attributes = new ArrayList<>();
    HeadWalk.resourceAttributes(head, attribute -> {
      Set<String> texts = new LinkedHashSet<>();
      if (policy.isLeftOut(attribute.keyHash())) {
        tokens.add(Tokens.unindexed(attribute.keyHash()));
      } else if (!attribute.isNeverIndexed()) {
        for (int i = 0; i < attribute.size(); i++) {
          texts.add(attribute.text(i));
        }
      }
      attributes
          .add(new ResourceFacts.Attribute(attribute.key(), attribute.type(), texts));
    });
    // Only now: the walk has checked every byte that this reads.
    String service = HeadReader.resource(head).service();
    long token = Tokens.resource(head);
    tokens.add(Tokens.service(service));
    tokens.add(token);
    return new KnownResource(head, service, Tokens.hash(Tokens.name(service)), tokens.toSet(),
        new ResourceFacts(service, token, List.copyOf(attributes)));
  }
}
