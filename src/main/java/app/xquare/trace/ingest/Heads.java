package app.xquare.trace.ingest;

import app.xquare.trace.codec.WireSpan;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** The resources and scopes that stand around some spans, each counted once. */
final class Heads {
  private final Set<byte[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /** How many bytes of heads come new with this span. */
  long add(WireSpan span) {
    return (seen.add(span.resourceHead()) ? span.resourceHead().length : 0L)
        + (seen.add(span.scopeHead()) ? span.scopeHead().length : 0);
  }
}
