package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.Tokens;
import app.xquare.trace.testing.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The newest fragments of a scan over a store at rest, with the payloads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // by fill()
public class LuceneScanBenchmark {
  private static final int FRAGMENTS = 200_000;
  private static final int NEWEST = 20;

  /** What searches ask for: a service, the errors of a service, a fact about any of forty services. */
  public enum Clauses {
    ONE_TOKEN,
    TWO_CLAUSES,
    FORTY_TOKENS
  }

  @Param
  public Clauses clauses = Clauses.ONE_TOKEN;

  private Path folder;
  private LuceneTraceStore store;
  private ScanRequest request;

  @Setup(Level.Trial)
  public void fill() throws IOException {
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "jmh-");
    RepeatedCommits commits = new RepeatedCommits();
    try (LuceneTraceStore filling = LuceneTraceStore.open(folder)) {
      for (int i = 0; i < FRAGMENTS; i += RepeatedCommits.FRAGMENTS) {
        filling.append(commits.next());
      }
    }
    // Opened anew, nothing is merged any more while it is measured.
    store = LuceneTraceStore.open(folder);
    request = request(commits.services());
    if (scan().size() < NEWEST) {
      throw new IllegalStateException(clauses + ": too few fragments");
    }
  }

  private ScanRequest request(List<String> services) {
    String service = services.getFirst();
    Scan scan = switch (clauses) {
      case ONE_TOKEN -> Scan.ALL.anyOf(List.of(Tokens.service(service)));
      case TWO_CLAUSES -> Scan.ALL.anyOf(List.of(Tokens.service(service)))
          .anyOf(List.of(Tokens.error(service)));
      case FORTY_TOKENS -> Scan.ALL.anyOf(services.stream().map(Tokens::error).toList());
    };
    return scan.request();
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    store.close();
    DataFolder.delete(folder);
  }

  @Benchmark
  public List<Fragment> scan() {
    List<Fragment> found = new ArrayList<>(NEWEST);
    try (FragmentScan scan = store.scan(request)) {
      for (Fragment next = scan.next(); next != null; next = scan.next()) {
        found.add(next);
        if (found.size() == NEWEST) {
          break;
        }
      }
    }
    return found;
  }
}
