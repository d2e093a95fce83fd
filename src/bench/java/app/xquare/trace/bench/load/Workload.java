package app.xquare.trace.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The requests of one run, in the order in which collectors would send them. For one thread. */
public final class Workload {
  private static final int SAMPLES = 1_000;
  private static final double HUGE = 0.0002;
  /** Longer than any trace and all that delays its spans, in the platform's own time. */
  private static final long SETTLING = 90_000_000_000L;

  private final SplittableRandom random;
  private final Platform platform;
  private final Collectors collectors;
  private final TraceMaker maker;
  private final double nanosPerSpan;
  private final List<Sample> samples = new ArrayList<>();
  private long now;
  private long made;
  private long traces;
  private boolean flushed;
  private long nextSnapshot;
  private List<Sample> snapshot = List.of();
  private volatile List<Sample> settled = List.of();

  /** @param bytes an {@code ExportTraceServiceRequest} */
  @SuppressWarnings("ArrayRecordComponent")
  public record Request(byte[] bytes, int spans) {}

  /**
   * A trace that was made.
   *
   * @param key an attribute of its root that no other trace has, with its value
   */
  public record Sample(String traceId, int spans, String service, String operation, String key,
      String value) {}

  /**
   * How spans are brought together on their way.
   *
   * @param exportNanos an SDK exports what ended so often
   * @param requestSpans a collector sends on as soon as it has so many
   */
  public record Grouping(long exportNanos, int requestSpans) {
    /** What SDKs and collectors do unless told otherwise. */
    public static final Grouping USUAL = new Grouping(5_000_000_000L, 1_000);
  }

  public Workload(long seed, double spansPerSecond, long fromUnixNano) {
    this(seed, spansPerSecond, fromUnixNano, Grouping.USUAL);
  }

  /**
   * @param spansPerSecond of the platform's own time, which begins at {@code fromUnixNano}
   */
  public Workload(long seed, double spansPerSecond, long fromUnixNano, Grouping grouping) {
    this.random = new SplittableRandom(seed);
    this.collectors = new Collectors(grouping.requestSpans());
    this.platform = new Platform(random, grouping.exportNanos());
    this.maker = new TraceMaker(random, collectors::begun);
    this.nanosPerSpan = 1e9 / spansPerSecond;
    this.now = fromUnixNano;
  }

  /**
   * The next request; null when {@code until} spans were made and every one of them was handed out.
   * Can be asked again for more.
   */
  public @Nullable Request next(long until) {
    while (true) {
      Request request = collectors.poll();
      if (request != null) {
        return request;
      }
      if (made < until) {
        trace();
        collectors.advance(now);
        flushed = false;
      } else if (flushed) {
        return null;
      } else {
        collectors.flush();
        flushed = true;
      }
    }
  }

  private void trace() {
    Sample sample;
    if (random.nextDouble() < HUGE) {
      int times = (int) Math.exp(Math.log(100) + random.nextDouble() * Math.log(100));
      sample = maker.trace(platform.jobs.get(random.nextInt(platform.jobs.size())), now, times);
    } else {
      // Some endpoints are much busier than others.
      double at = random.nextDouble();
      sample = maker.trace(platform.entries.get((int) (at * at * platform.entries.size())), now, 0);
    }
    made += sample.spans();
    traces++;
    now += (long) (sample.spans() * nanosPerSpan * -Math.log(1 - random.nextDouble()));
    if (now >= nextSnapshot) {
      settled = snapshot;
      snapshot = List.copyOf(samples);
      nextSnapshot = now + SETTLING;
    }
    if (samples.size() < SAMPLES) {
      samples.add(sample);
    } else if (random.nextLong(traces) < SAMPLES) {
      samples.set(random.nextInt(SAMPLES), sample);
    }
  }

  /** So many spans were made until now. */
  public long spans() {
    return made;
  }

  /** A duration that about one span in a thousand exceeds, in nanoseconds. */
  public long slow() {
    return maker.slow();
  }

  /** Some of the traces made until now, each as likely as the others. */
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Traces whose spans were all handed out a while ago. For any thread. */
  public List<Sample> settled() {
    return settled;
  }

  public List<String> services() {
    return platform.services.stream().map(service -> service.name).toList();
  }
}
