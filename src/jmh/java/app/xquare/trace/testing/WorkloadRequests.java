package app.xquare.trace.testing;

import app.xquare.trace.bench.load.Workload;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The requests of the whole application's benchmark, the same in every run. For one thread. */
public final class WorkloadRequests {
  /** Spans a second of the platform's own time. */
  private static final double RATE = 8_000;
  private static final long MINUTE = 60 * Fragments.SECOND;

  private final Workload workload = new Workload(1, RATE, Fragments.NOON);

  /** What a collector sends at a time: a thousand spans or a few more. */
  public byte[] next() {
    Workload.Request request = workload.next(Long.MAX_VALUE);
    if (request == null) {
      throw new IllegalStateException("the workload ended");
    }
    return request.bytes();
  }

  public List<String> services() {
    return workload.services();
  }

  /** One request with the first spans of a collector's. */
  public static byte[] ofSpans(int spans) {
    return take(new WorkloadRequests().next(), spans, UnaryOperator.identity()).toByteArray();
  }

  /** So many spans as one trace: a job under whose root everything else happens. */
  public static List<byte[]> oneTrace(int spans) {
    Span root = Span.newBuilder().setTraceId(OtlpSender.traceId(1, 1))
        .setSpanId(OtlpSender.spanId(1)).setName("nightly job")
        .setStartTimeUnixNano(Fragments.NOON).setEndTimeUnixNano(Fragments.NOON + 10 * MINUTE)
        .build();
    List<byte[]> requests = new ArrayList<>();
    requests.add(OtlpSender.request("job", List.of(root)).toByteArray());
    WorkloadRequests all = new WorkloadRequests();
    int left = spans - 1;
    while (left > 0) {
      ExportTraceServiceRequest part = take(all.next(), left, span -> below(root, span));
      left -= count(part);
      requests.add(part.toByteArray());
    }
    return requests;
  }

  private static Span below(Span root, Span span) {
    Span.Builder moved = span.toBuilder().setTraceId(root.getTraceId());
    if (span.getParentSpanId().isEmpty()) {
      moved.setParentSpanId(root.getSpanId());
    }
    return moved.build();
  }

  private static ExportTraceServiceRequest take(byte[] bytes, int most,
      UnaryOperator<Span> change) {
    ExportTraceServiceRequest.Builder taken = ExportTraceServiceRequest.newBuilder();
    int left = most;
    for (ResourceSpans resource : parse(bytes).getResourceSpansList()) {
      ResourceSpans.Builder ofResource = resource.toBuilder().clearScopeSpans();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        List<Span> spans = scope.getSpansList().stream().limit(left).map(change).toList();
        left -= spans.size();
        if (!spans.isEmpty()) {
          ofResource.addScopeSpans(scope.toBuilder().clearSpans().addAllSpans(spans));
        }
      }
      if (ofResource.getScopeSpansCount() > 0) {
        taken.addResourceSpans(ofResource);
      }
    }
    return taken.build();
  }

  private static int count(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(ScopeSpans::getSpansCount).sum();
  }

  private static ExportTraceServiceRequest parse(byte[] request) {
    try {
      return ExportTraceServiceRequest.parseFrom(request);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the workload made a malformed request", e);
    }
  }
}
