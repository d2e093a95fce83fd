package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.testing.WorkloadRequests;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The walk over a request, with its tokens or without, against decoding it whole; a span's time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireWalkBenchmark {
  private static final int SPANS = 500;
  private static final String PARTITION = "20261122";

  private final byte[] request = WorkloadRequests.ofSpans(SPANS);
  private final CatalogRecorder recorder = new CatalogRecorder();
  private final IndexPolicy policy = new IndexPolicy(Set.of());
  private final Resources resources = new Resources(policy);

  /** The catalog of a day that has begun: hardly anything is new to it. */
  @Setup
  public void confirm() {
    CatalogRecorder.Observation first = recorder.observe(PARTITION);
    if (walk(first).spans().size() != SPANS) {
      throw new IllegalStateException("spans were rejected");
    }
    first.confirm();
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Object walk() {
    return walk(recorder.observe(PARTITION));
  }

  private RequestWalk walk(CatalogRecorder.Observation observed) {
    RequestWalk walk = new RequestWalk(policy, resources, observed, 8 << 20);
    TracesDataWalk.walk(request, 0, request.length, walk);
    return walk;
  }

  /** Everything is checked and hashed all the same, but nothing is made of it. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Object walkWithoutTokens() {
    Checks checks = new Checks();
    TracesDataWalk.walk(request, 0, request.length, checks);
    return checks;
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Object protobuf() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(request);
  }

  private static final class Checks implements TracesDataWalk.Visitor {
    private final SpanWalk walk = new SpanWalk();

    @Override
    public void resource(byte[] head) {
      HeadWalk.resourceAttributes(head, attribute -> {});
    }

    @Override
    public void scope(byte[] head) {
      HeadWalk.checkScope(head);
    }

    @Override
    public void span(byte[] buffer, int from, int to) {
      walk.walk(buffer, from, to, attribute -> {});
    }
  }
}
