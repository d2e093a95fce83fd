package app.xquare.trace.ingest;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The fragments of one commit made of walked spans: grouped, written anew, compressed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FragmentBuilderBenchmark {
  private static final int FRAGMENTS = 500;

  private final WorkloadFragments workload = new WorkloadFragments();
  private final List<WalkedSpan> spans = workload.spans(FRAGMENTS);
  private final FragmentBuilder builder = new FragmentBuilder(workload.codec(), tracesData -> {});

  @Benchmark
  public Object build() {
    return builder.build(builder.group(spans), 1);
  }
}
