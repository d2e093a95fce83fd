package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.testing.BenchmarkRequests;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The walk over a request, with tokens, against decoding it whole; a span's time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireWalkBenchmark {
  private static final int SPANS = 500;

  private final byte[] request = BenchmarkRequests.request(SPANS);
  private final CatalogRecorder recorder = new CatalogRecorder();
  private final IndexPolicy policy = new IndexPolicy(Set.of());
  private final Resources resources = new Resources(policy);

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Object walk() {
    RequestWalk walk = new RequestWalk(policy, resources, recorder.observe("20261122"), 8 << 20);
    TracesDataWalk.walk(request, 0, request.length, walk);
    return walk;
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Object protobuf() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(request);
  }
}
