package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.ingest.WorkloadFragments;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.StatusCode;
import app.xquare.trace.store.Commit;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;

/** Stored fragments decoded down to their spans, and every span checked; a fragment's time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SpanFilterBenchmark {
  private static final int FRAGMENTS = 500;

  private final WorkloadFragments workload = new WorkloadFragments();
  private final FragmentCodec codec = workload.codec();
  private final List<Fragment> fragments = workload.next(FRAGMENTS).stream()
      .map(Commit.Entry::fragment).toList();
  private final SpanFilter fields = new SpanFilter(TraceQuery.builder()
      .service(workload.services().getFirst()).kind(SpanKind.SERVER).status(StatusCode.ERROR)
      .minDurationNanos(5_000_000).build());
  /** Every span's details are decoded for it. */
  private final SpanFilter attribute = new SpanFilter(TraceQuery.builder()
      .attributes(List.of(AttributeFilter.parse("user_agent.original~Mozilla|okhttp"))).build());

  @Benchmark
  @OperationsPerInvocation(FRAGMENTS)
  public void decode(Blackhole sink) {
    for (Fragment fragment : fragments) {
      sink.consume(codec.spans(fragment.traceId(), fragment.payload()));
    }
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENTS)
  public int decodeAndFilterByFields() {
    return admitted(fields);
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENTS)
  public int decodeAndFilterByAttribute() {
    return admitted(attribute);
  }

  private int admitted(SpanFilter filter) {
    int admitted = 0;
    for (Fragment fragment : fragments) {
      for (Span span : codec.spans(fragment.traceId(), fragment.payload())) {
        admitted += filter.admits(span) ? 1 : 0;
      }
    }
    return admitted;
  }
}
