package app.xquare.trace.bench;

import app.xquare.trace.bench.QueryMix.Figures;
import app.xquare.trace.bench.load.Workload;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How query times grow with what is stored: a store of a tenth of the spans and one of all, each
 * served by a process that was just started on it, are asked by turns. So both see the same machine
 * at the same time, and JVMs that have done the same.
 */
public final class GrowthBenchmark {
  private final Options options;
  private final BenchmarkReport report = new BenchmarkReport(System.out);

  private GrowthBenchmark(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws Exception {
    Options options = Options.fromProperties();
    if (!options.mongoUri().isEmpty()) {
      throw new IllegalArgumentException(
          "bench.mongo-uri: given (expected: none, growth is measured on embedded stores)");
    }
    new GrowthBenchmark(options).run();
  }

  private record Filled(Path data, Workload workload, long from) {}

  private void run() throws Exception {
    Filled tenth = fill("data-tenth", options.spans() / 10);
    Filled all = fill("data", options.spans());
    try (ServerUnderTest ofTenth = ServerUnderTest.start(options, tenth.data());
        ServerUnderTest ofAll = ServerUnderTest.start(options, all.data())) {
      List<Workload.Sample> operations = tenth.workload().samples();
      compare(new Asked(ofTenth, tenth, operations), new Asked(ofAll, all, operations));
    }
    report.write(options.report());
  }

  private Filled fill(String name, long spans) throws Exception {
    Path data = Folders.empty(options.directory().resolve(name));
    long from = options.startOf(spans);
    Workload workload = new Workload(options.seed(), options.rate(), from, options.grouping());
    try (ServerUnderTest server = ServerUnderTest.start(options, data);
        GrpcSender sender = new GrpcSender(server.grpcPort(), options)) {
      GrpcSender.Sent sent = sender.send(workload, spans, Double.POSITIVE_INFINITY, () -> false);
      report.title(name + ": " + sent.spans() + " spans");
    }
    return new Filled(data, workload, from);
  }

  /**
   * One of the two stores. Both are asked for the same operations in the same order, because some have
   * many traces and some have few, but each for traces of its own.
   */
  private final class Asked {
    private final QueryMix mix;
    private final List<Workload.Sample> traces;
    private final List<Workload.Sample> operations;
    private final SplittableRandom traceAt = new SplittableRandom(options.seed());
    private final SplittableRandom operationAt = new SplittableRandom(options.seed());

    Asked(ServerUnderTest server, Filled filled, List<Workload.Sample> operations) {
      this.traces = filled.workload().samples();
      this.operations = operations;
      this.mix = new QueryMix(server, options.seed(), traces, filled.from(),
          filled.workload().slow() / 1_000 + "us");
    }

    Map<String, Figures> round() throws Exception {
      Map<String, Figures> figures = new LinkedHashMap<>();
      mix.round(this::next, figures);
      return figures;
    }

    private Workload.Sample next() {
      Workload.Sample trace = traces.get(traceAt.nextInt(traces.size()));
      Workload.Sample operation = operations.get(operationAt.nextInt(operations.size()));
      return new Workload.Sample(trace.traceId(), trace.spans(), operation.service(),
          operation.operation(), trace.key(), trace.value());
    }
  }

  /** Answers that do not find equally much are left out: the larger store has more to tell then. */
  private void compare(Asked tenth, Asked all) throws Exception {
    Map<String, Figures> ofTenth = new LinkedHashMap<>();
    Map<String, Figures> ofAll = new LinkedHashMap<>();
    for (int i = -options.queries(); i < options.queries(); i++) {
      boolean tenthFirst = i % 2 == 0;
      Map<String, Figures> first = (tenthFirst ? tenth : all).round();
      Map<String, Figures> second = (tenthFirst ? all : tenth).round();
      if (i >= 0) {
        add(first, second, tenthFirst ? ofTenth : ofAll);
        add(second, first, tenthFirst ? ofAll : ofTenth);
      }
    }
    report.queries("a tenth", ofTenth);
    report.queries("all", ofAll);
    report.title("pairs of answers with as many traces");
    ofTenth.forEach((name, figures) -> report.figure("pairs", name, figures.latencies.count(), ""));
    growth(50, ofTenth, ofAll);
    growth(95, ofTenth, ofAll);
  }

  private static void add(Map<String, Figures> round, Map<String, Figures> other,
      Map<String, Figures> sum) {
    round.forEach((name, figures) -> {
      if (figures.foundEach() == other.get(name).foundEach()) {
        sum.computeIfAbsent(name, first -> new Figures()).add(figures);
      }
    });
  }

  private void growth(int percent, Map<String, Figures> tenth, Map<String, Figures> all) {
    String section = "growth of p" + percent;
    report.title(section);
    tenth.forEach((name, figures) -> report.figure(section, name,
        all.get(name).latencies.percentile(percent) / figures.latencies.percentile(percent),
        "times"));
  }
}
