package app.xquare.trace.bench;

import app.xquare.trace.bench.load.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures the whole application from outside: one process sends, another stores and answers. A
 * tenth of the spans goes in and is queried, then the rest; then queries run beside half the rate
 * that was reached, and again at rest; then the application is started again on what it has stored.
 */
public final class StoreBenchmark {
  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  private final Options options;
  private final BenchmarkReport report = new BenchmarkReport(System.out);
  private final Path data;
  private final long from;
  private final Workload workload;

  private StoreBenchmark(Options options) throws Exception {
    this.options = options;
    this.data = Folders.empty(options.directory().resolve("data"));
    Files.deleteIfExists(options.directory().resolve("server.log"));
    this.from = options.startOf(options.spans() * 6 / 5);
    this.workload = new Workload(options.seed(), options.rate(), from, options.grouping());
  }

  public static void main(String[] args) throws Exception {
    StoreBenchmark benchmark = new StoreBenchmark(Options.fromProperties());
    benchmark.run();
  }

  private void run() throws Exception {
    long spans = options.spans();
    try (ServerUnderTest server = ServerUnderTest.start(options, data);
        MemoryWatch memory = new MemoryWatch(server);
        GrpcSender sender = new GrpcSender(server.grpcPort(), options)) {
      sender.send(workload, Math.min(spans / 20, 200_000), UNBOUNDED, () -> false);
      ingest("ingest, first tenth", server, sender, spans / 10);
      queries("queries at a tenth", server);
      GrpcSender.Sent sent = ingest("ingest, the rest", server, sender, spans);
      queriesWhileIngesting(server, sender, sent.spansPerSecond() / 2);
      queries("queries at rest", server);
      report.title("memory, from the start to the last query");
      report.figure("memory", "peak resident memory", memory.peak("VmRSS"), "MiB");
      report.figure("memory", "peak of that, not file pages", memory.peak("RssAnon"), "MiB");
      report.figure("memory", "peak of that, file pages", memory.peak("RssFile"), "MiB");
    }
    disk();
    restart();
    report.write(options.report());
  }

  private GrpcSender.Sent ingest(String section, ServerUnderTest server, GrpcSender sender,
      long until) throws Exception {
    double cpu = server.cpuSeconds();
    try (MemoryWatch memory = new MemoryWatch(server)) {
      GrpcSender.Sent sent = sender.send(workload, until, UNBOUNDED, () -> false);
      double perMillion = 1e6 / sent.spans();
      report.title(section + ": " + sent.spans() + " spans in " + sent.requests() + " requests");
      report.figure(section, "spans a second", sent.spansPerSecond(), "");
      report.figure(section, "server CPU per million spans",
          (server.cpuSeconds() - cpu) * perMillion, "s");
      report.figure(section, "request p50", sent.latencies().percentile(50), "ms");
      report.figure(section, "request p99", sent.latencies().percentile(99), "ms");
      report.figure(section, "requests told to retry", (double) sent.retries(), "");
      report.figure(section, "wire bytes a span", (double) sent.bytes() / sent.spans(), "B");
      report.figure(section, "peak resident memory", memory.peak("VmRSS"), "MiB");
      report.figure(section, "peak of that, not file pages", memory.peak("RssAnon"), "MiB");
      return sent;
    }
  }

  private QueryMix mix(ServerUnderTest server) {
    return new QueryMix(server, options.seed(), workload.samples(), from,
        workload.slow() / 1_000 + "us");
  }

  private void queries(String section, ServerUnderTest server) throws Exception {
    report.queries(section, mix(server).run(options.queries()));
  }

  private void queriesWhileIngesting(ServerUnderTest server, GrpcSender sender, double rate)
      throws Exception {
    QueryMix mix = mix(server);
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<GrpcSender.Sent> load = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> {
      try {
        load.complete(sender.send(workload, Long.MAX_VALUE, rate, enough::get));
      } catch (InterruptedException | RuntimeException e) {
        load.completeExceptionally(e);
      }
    });
    report.queries("queries while ingesting at half the rate", mix.run(options.queries()));
    enough.set(true);
    report.figure("queries while ingesting at half the rate", "spans a second",
        load.get().spansPerSecond(), "");
  }

  private void disk() throws Exception {
    if (!options.mongoUri().isEmpty()) {
      return;
    }
    DiskUse disk = DiskUse.of(data);
    long spans = workload.spans();
    report.title("disk: " + spans + " spans");
    report.figure("disk", "payload and columns a span", (double) disk.payload() / spans, "B");
    report.figure("disk", "index a span", (double) disk.index() / spans, "B");
    report.figure("disk", "the rest a span", (double) disk.rest() / spans, "B");
    report.figure("disk", "bytes a span", (double) disk.total() / spans, "B");
  }

  private void restart() throws Exception {
    report.title("start on what is stored");
    for (int i = 1; i <= 3; i++) {
      try (ServerUnderTest server = ServerUnderTest.start(options, data)) {
        report.figure("start", "to ready, run " + i, server.secondsToReady(), "s");
      }
    }
  }
}
