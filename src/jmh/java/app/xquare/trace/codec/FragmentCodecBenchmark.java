package app.xquare.trace.codec;

import app.xquare.trace.ingest.WorkloadFragments;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Fragments compressed and decompressed; a fragment's time. Says what they take, too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FragmentCodecBenchmark {
  private static final int FRAGMENTS = 500;

  public enum Dictionary {
    NONE,
    BUILT_IN,
    LEARNED
  }

  @Param
  public Dictionary dictionary = Dictionary.NONE;

  private final List<Stored> stored = new ArrayList<>();
  private Codec codec = new WithoutDictionary();

  @SuppressWarnings("ArrayRecordComponent")
  private record Stored(TraceId id, byte[] raw, byte[] payload) {}

  private interface Codec {
    byte[] encode(TraceId id, byte[] raw);

    byte[] decode(TraceId id, byte[] payload, int length);
  }

  @Setup
  public void encodeOnce() {
    WorkloadFragments workload = new WorkloadFragments();
    codec = switch (dictionary) {
      case NONE -> new WithoutDictionary();
      case BUILT_IN -> new WithDictionary(new FragmentCodec(id -> null));
      case LEARNED -> new WithDictionary(workload.codec());
    };
    long spans = 0;
    long before = 0;
    long after = 0;
    for (Commit.Entry entry : workload.next(FRAGMENTS)) {
      Fragment fragment = entry.fragment();
      TraceId id = fragment.traceId();
      byte[] raw = workload.codec().decode(id, fragment.payload());
      byte[] payload = codec.encode(id, raw);
      stored.add(new Stored(id, raw, payload));
      spans += fragment.spanCount();
      before += raw.length;
      after += payload.length;
    }
    System.out.printf(Locale.ROOT,
        "%n%s: %.1f spans a fragment, %.1f bytes a span, compressed %.1f%n",
        dictionary, (double) spans / FRAGMENTS, (double) before / spans, (double) after / spans);
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENTS)
  public void compress(Blackhole sink) {
    for (Stored fragment : stored) {
      sink.consume(codec.encode(fragment.id(), fragment.raw()));
    }
  }

  @Benchmark
  @OperationsPerInvocation(FRAGMENTS)
  public void decompress(Blackhole sink) {
    for (Stored fragment : stored) {
      sink.consume(codec.decode(fragment.id(), fragment.payload(), fragment.raw().length));
    }
  }

  private record WithDictionary(FragmentCodec codec) implements Codec {
    @Override
    public byte[] encode(TraceId id, byte[] raw) {
      // It is changed.
      return codec.encode(id, raw.clone());
    }

    @Override
    public byte[] decode(TraceId id, byte[] payload, int length) {
      return codec.decode(id, payload);
    }
  }

  /** The compression alone. */
  private static final class WithoutDictionary implements Codec {
    private final ZstdCompressCtx compressor = new ZstdCompressCtx().setLevel(Dictionaries.LEVEL)
        .setMagicless(true).setChecksum(true).setContentSize(false);
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx().setMagicless(true);

    @Override
    public byte[] encode(TraceId id, byte[] raw) {
      return compressor.compress(raw);
    }

    @Override
    public byte[] decode(TraceId id, byte[] payload, int length) {
      byte[] raw = new byte[length];
      decompressor.decompressByteArray(raw, 0, length, payload, 0, payload.length);
      return raw;
    }
  }
}
