package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.ingest.WorkloadFragments;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.Span;
import app.xquare.trace.store.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A trace assembled as the API shows it, of its spans and of its stored fragments. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TraceTreeBenchmark {
  @Param({"100", "10000", "100000"})
  public int spans;

  private final WorkloadFragments workload = new WorkloadFragments();
  private final FragmentCodec codec = workload.codec();
  private List<Fragment> fragments = List.of();
  private List<Span> received = List.of();

  @Setup
  public void decodeOnce() {
    fragments = workload.ofTrace(spans).stream().map(Commit.Entry::fragment).toList();
    received = decode();
    if (assemble().size() != spans) {
      throw new IllegalStateException(assemble().size() + " rows (expected: " + spans + ")");
    }
  }

  private List<Span> decode() {
    List<Span> decoded = new ArrayList<>();
    for (Fragment fragment : fragments) {
      decoded.addAll(codec.spans(fragment.traceId(), fragment.payload()));
    }
    return decoded;
  }

  @Benchmark
  public TraceTree assemble() {
    return TraceTree.of(received, false);
  }

  @Benchmark
  public TraceTree decodeAndAssemble() {
    return TraceTree.of(decode(), false);
  }
}
