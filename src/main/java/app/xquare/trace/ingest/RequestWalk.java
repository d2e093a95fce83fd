package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.store.IndexPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a request apart: the spans that can be stored, and why the others cannot. */
final class RequestWalk implements TracesDataWalk.Visitor {
  /** A large resource around small spans of many traces grows when it is taken apart: only so far. */
  private static final long MAX_STORED_BYTES = 128L << 20;

  private final Resources resources;
  private final CatalogRecorder.Observation catalog;
  private final int maxSpanBytes;
  private final SpanWalk walk = new SpanWalk();
  private final TokenSink sink;
  private final List<WalkedSpan> spans = new ArrayList<>();
  /** Which traces have a copy of which resource and scope by now. */
  private final LongSet copies = new LongSet();
  private final Rejections rejections = new Rejections();

  private long storedBytes;
  private @Nullable KnownResource resource;
  private byte[] scopeHead = {};
  private int heads;
  // A resource or scope that cannot be taken takes its spans with it.
  private @Nullable SpanRejection badResource;
  private @Nullable SpanRejection badScope;

  RequestWalk(IndexPolicy policy, Resources resources, CatalogRecorder.Observation catalog,
      int maxSpanBytes) {
    this.resources = resources;
    this.catalog = catalog;
    this.maxSpanBytes = maxSpanBytes;
    this.sink = new TokenSink(policy, catalog);
  }

  /** What the spans take once each trace has its own copy of the resources and scopes around them. */
  long storedBytes() {
    return storedBytes;
  }

  List<WalkedSpan> spans() {
    return spans;
  }

  Rejections rejections() {
    return rejections;
  }

  @Override
  public void resource(byte[] head) {
    heads++;
    badResource = null;
    resource = null;
    try {
      resource = resources.get(head);
    } catch (SpanRejection rejection) {
      badResource = rejection;
    }
  }

  @Override
  public void scope(byte[] head) {
    heads++;
    scopeHead = head;
    badScope = null;
    try {
      HeadWalk.checkScope(head);
    } catch (SpanRejection rejection) {
      badScope = rejection;
    }
  }

  @Override
  public void span(byte[] buffer, int from, int to) {
    try {
      spans.add(walk(buffer, from, to));
    } catch (SpanRejection rejection) {
      rejections.add(rejection);
    }
  }

  private WalkedSpan walk(byte[] buffer, int from, int to) {
    KnownResource known = resource;
    if (badResource != null) {
      throw badResource;
    }
    if (badScope != null) {
      throw badScope;
    }
    if (known == null) {
      throw new IllegalStateException("a span outside of a resource");
    }
    int around = known.head().length + scopeHead.length;
    if (to - from + around > maxSpanBytes) {
      throw new SpanRejection(SpanRejection.Reason.SIZE, "span", to - from + around + " bytes",
          "at most " + maxSpanBytes + " bytes with its resource and scope");
    }
    sink.begin(known);
    walk.walk(buffer, from, to, sink);
    long[] tokens = sink.finish(walk);
    catalog.resource(known.facts());
    count(to - from, around);
    return new WalkedSpan(walk.traceId(), walk.start(), walk.end(),
        new WireSpan(known.head(), scopeHead, buffer, from, to - from), tokens, known);
  }

  private void count(int span, int around) {
    boolean first = copies
        .add((walk.traceId().high() ^ Long.rotateLeft(walk.traceId().low(), 17)) + heads);
    storedBytes += first ? span + around : span;
    if (storedBytes > MAX_STORED_BYTES) {
      throw new TooLargeException("the spans take more than " + MAX_STORED_BYTES
          + " bytes with the resources and scopes around them; send fewer at a time");
    }
  }
}
