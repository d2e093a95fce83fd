package app.xquare.trace.bench;

import app.xquare.trace.bench.load.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mixed load at a bounded rate for a long time: spans go in as they would happen now, queries run
 * beside them. Prints memory and the slowest answers of every minute; in the end the store must have
 * exactly the spans that were acknowledged.
 */
public final class Soak {
  private static final Pattern SPANS = Pattern
      .compile("(?m)^xquare_trace_store_spans(?:\\{[^}]*})? ([0-9.E+]+)$");
  private static final int RATE = 2_000;

  private Soak() {}

  public static void main(String[] args) throws Exception {
    Options options = Options.fromProperties();
    int minutes = Integer.getInteger("bench.minutes", 60);
    Path data = options.directory().resolve("soak-" + ProcessHandle.current().pid());
    Files.createDirectories(data);
    long from = System.currentTimeMillis() * 1_000_000;
    Workload workload = new Workload(options.seed(), RATE, from);
    try (ServerUnderTest server = ServerUnderTest.start(options, data);
        GrpcSender sender = new GrpcSender(server.grpcPort(), options)) {
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<GrpcSender.Sent> load = new CompletableFuture<>();
      Thread.ofPlatform().daemon().start(() -> {
        try {
          load.complete(sender.send(workload, Long.MAX_VALUE, RATE, enough::get));
        } catch (InterruptedException | RuntimeException e) {
          load.completeExceptionally(e);
        }
      });
      System.out.println("time      spans    RSS MiB  anon MiB  CPU s  slowest p99 ms");
      for (int minute = 0; minute < minutes && !load.isDone(); minute++) {
        minute(server, workload, from);
      }
      enough.set(true);
      GrpcSender.Sent sent = load.get();
      // The server looks at its figures every few seconds.
      Thread.sleep(Duration.ofSeconds(30));
      long stored = stored(server);
      System.out.printf(Locale.ROOT,
          "acknowledged %d spans in %d requests, %d retries; stored %d: %s%n",
          sent.spans(), sent.requests(), sent.retries(), stored,
          stored == sent.spans() ? "nothing lost, nothing twice" : "DIFFERENT");
      new QueryMix(server, options.seed(), workload.samples(), from, "1s").run(100);
    }
    System.out.println("stopped in order; data in " + data);
  }

  /** Ends after a minute of the clock. */
  private static void minute(ServerUnderTest server, Workload workload, long from)
      throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    double slowest = 0;
    // What was made a while ago was sent; only that can be asked for.
    Thread.sleep(Duration.ofSeconds(20));
    List<Workload.Sample> samples = workload.settled();
    while (!samples.isEmpty() && System.nanoTime() < end) {
      QueryMix mix = new QueryMix(server, System.nanoTime(), samples, from, "1s");
      for (Map.Entry<String, QueryMix.Figures> one : mix.run(1).entrySet()) {
        slowest = Math.max(slowest, one.getValue().latencies.percentile(99));
      }
      Thread.sleep(500);
    }
    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
    System.out.printf(Locale.ROOT, "%s %9d %9.0f %9.0f %6.0f %9.1f%n",
        LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS), stored(server),
        server.memory("VmRSS"),
        server.memory("RssAnon"), server.cpuSeconds(), slowest);
  }

  private static long stored(ServerUnderTest server) throws Exception {
    Matcher metric = SPANS.matcher(server.get("/actuator/prometheus"));
    if (!metric.find()) {
      throw new IllegalStateException("the server does not say how many spans it stores");
    }
    return (long) Double.parseDouble(metric.group(1));
  }
}
