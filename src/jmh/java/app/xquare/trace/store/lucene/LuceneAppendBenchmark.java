package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One commit of 500 fragments made durable and searchable, with the checkpoints and merges that come
 * of many such. The disk's sync is in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by open()
public class LuceneAppendBenchmark {
  private final RepeatedCommits commits = new RepeatedCommits();
  private Path folder;
  private LuceneTraceStore store;

  @Setup
  public void open() throws IOException {
    // Not the system's temporary folder, which may lie in memory.
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "jmh-");
    store = LuceneTraceStore.open(folder);
  }

  @TearDown
  public void close() throws IOException {
    store.close();
    DataFolder.delete(folder);
  }

  @Benchmark
  public void append() {
    store.append(commits.next());
  }
}
