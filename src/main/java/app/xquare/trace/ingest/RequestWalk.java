package app.xquare.trace.ingest;

import app.xquare.trace.analytics.AttributeScope;
import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.HeadReader;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.Resource;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a request apart: the spans that can be stored, and why the others cannot. */
final class RequestWalk implements TracesDataWalk.Visitor {
  /** A large resource around small spans of many traces grows when it is taken apart: only so far. */
  private static final long MAX_STORED_BYTES = 128L << 20;

  private final IndexPolicy policy;
  private final CatalogRecorder.Observation catalog;
  private final int maxSpanBytes;
  private final SpanWalk walk = new SpanWalk();
  private final List<WalkedSpan> spans = new ArrayList<>();
  private final Map<TraceId, Heads> traces = new HashMap<>();
  private final Rejections rejections = new Rejections();

  private long storedBytes;
  private byte[] resourceHead = {};
  private byte[] scopeHead = {};
  private String service = Resource.UNKNOWN_SERVICE;
  private List<String> resourceTokens = List.of();
  // A resource or scope that cannot be taken takes its spans with it.
  private @Nullable SpanRejection badResource;
  private @Nullable SpanRejection badScope;

  RequestWalk(IndexPolicy policy, CatalogRecorder.Observation catalog, int maxSpanBytes) {
    this.policy = policy;
    this.catalog = catalog;
    this.maxSpanBytes = maxSpanBytes;
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
    resourceHead = head;
    badResource = null;
    try {
      HeadWalk.checkResource(head);
      service = HeadReader.resource(head).service();
      TokenSink sink = new TokenSink(policy, catalog, AttributeScope.RESOURCE, service);
      HeadWalk.resourceAttributes(head, sink);
      sink.tokens().add(Tokens.service(service));
      resourceTokens = sink.tokens();
    } catch (SpanRejection rejection) {
      badResource = rejection;
    }
  }

  @Override
  public void scope(byte[] head) {
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
      if (badResource != null) {
        throw badResource;
      }
      if (badScope != null) {
        throw badScope;
      }
      int size = to - from + resourceHead.length + scopeHead.length;
      if (size > maxSpanBytes) {
        throw new SpanRejection(SpanRejection.Reason.SIZE, "span", size + " bytes",
            "at most " + maxSpanBytes + " bytes with its resource and scope");
      }
      TokenSink sink = new TokenSink(policy, catalog, AttributeScope.SPAN, service);
      walk.walk(buffer, from, to, sink);
      sink.tokens().add(Tokens.operation(service, walk.name()));
      if (walk.isError()) {
        sink.tokens().add(Tokens.error(service));
      }
      catalog.span(service, Math.clamp(walk.kind(), 0, 9), walk.name());
      WireSpan wire = new WireSpan(resourceHead, scopeHead, buffer, from, to - from);
      storedBytes += wire.length()
          + traces.computeIfAbsent(walk.traceId(), id -> new Heads()).add(wire);
      if (storedBytes > MAX_STORED_BYTES) {
        throw new TooLargeException("the spans take more than " + MAX_STORED_BYTES
            + " bytes with the resources and scopes around them; send fewer at a time");
      }
      spans.add(new WalkedSpan(walk.traceId(), walk.start(), walk.end(), wire, sink.tokens(),
          resourceTokens));
    } catch (SpanRejection rejection) {
      rejections.add(rejection);
    }
  }
}
