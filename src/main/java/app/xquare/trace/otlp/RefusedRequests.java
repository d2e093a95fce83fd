package app.xquare.trace.otlp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the requests that were refused, and tells the log of some of them: what a sender does wrong it
 * does all day long. Safe for use by many threads.
 */
final class RefusedRequests {
  private static final Logger log = LoggerFactory.getLogger(RefusedRequests.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int SHOWN = 200;

  enum Protocol {
    GRPC,
    HTTP
  }

  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final Map<Name, Kind> kinds = new ConcurrentHashMap<>();

  private record Name(Protocol protocol, Refusal.Reason reason) {}

  RefusedRequests(MeterRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
    // Shown from the start, so that an alert has something to watch.
    for (Protocol protocol : Protocol.values()) {
      for (Refusal.Reason reason : Refusal.Reason.values()) {
        kind(new Name(protocol, reason));
      }
    }
  }

  private Kind kind(Name name) {
    return kinds.computeIfAbsent(name,
        made -> new Kind(Counter.builder("xquare.trace.otlp.refused").baseUnit("requests")
            .tag("protocol", word(made.protocol())).tag("reason", word(made.reason()))
            .description("OTLP requests of which nothing was taken").register(registry)));
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  private static final class Kind {
    private final Counter counter;
    private boolean logged;
    private long loggedAt;
    private long unlogged;

    Kind(Counter counter) {
      this.counter = counter;
    }

    /** @return how many were not told of since the last that was, or -1 to be silent again */
    synchronized long count(long now) {
      counter.increment();
      if (logged && now - loggedAt < PAUSE_NANOS) {
        unlogged++;
        return -1;
      }
      logged = true;
      loggedAt = now;
      long others = unlogged;
      unlogged = 0;
      return others;
    }
  }

  /**
   * @param sender its address
   * @param why holds nothing of what was in the request's body
   */
  void count(Protocol protocol, Refusal.Reason reason, String sender, String why) {
    long others = kind(new Name(protocol, reason))
        .count(nanoTime.getAsLong());
    if (others >= 0) {
      log.warn("refused a request protocol={} reason={} sender={} why=\"{}\" others={}",
          word(protocol), word(reason), sender,
          printable(why), others);
    }
  }

  /** Headers and paths are a sender's: they must not look like lines of ours. */
  private static String printable(String text) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return shown.replaceAll("[\\p{Cntrl}\"]", "?");
  }
}
