package app.xquare.trace.codec;

import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.BenchmarkRequests;
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

/** One fragment compressed, decompressed, and decoded down to its spans. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FragmentCodecBenchmark {
  private static final TraceId ID = new TraceId(1, 1);

  @Param({"1", "10", "100"})
  public int spans;

  private final FragmentCodec codec = new FragmentCodec(id -> null);
  private byte[] raw = {};
  private byte[] payload = {};

  @Setup
  public void encodeOnce() {
    raw = BenchmarkRequests.request(spans);
    payload = codec.encode(ID, raw);
  }

  @Benchmark
  public byte[] encode() {
    return codec.encode(ID, raw);
  }

  @Benchmark
  public byte[] decode() {
    return codec.decode(ID, payload);
  }

  @Benchmark
  public Object spans() {
    return codec.spans(ID, payload);
  }
}
