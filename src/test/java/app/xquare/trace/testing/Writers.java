package app.xquare.trace.testing;

import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that send traces as fast as they are acknowledged, and know which were. */
public final class Writers implements AutoCloseable {
  private static final AtomicLong NEXT = new AtomicLong();

  private final Map<String, Integer> acknowledged;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** @param acknowledged gets the trace ids, in hex, with their numbers of spans */
  public Writers(int grpcPort, int threadCount, Map<String, Integer> acknowledged) {
    this.acknowledged = acknowledged;
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofPlatform().start(() -> write(grpcPort)));
    }
  }

  private void write(int grpcPort) {
    try (OtlpSender sender = new OtlpSender(grpcPort)) {
      while (!stopped) {
        Map<String, Integer> sent = new ConcurrentHashMap<>();
        List<Span> spans = new ArrayList<>();
        for (int trace = 0; trace < 3; trace++) {
          long id = NEXT.incrementAndGet();
          int size = 1 + ThreadLocalRandom.current().nextInt(8);
          for (int span = 1; span <= size; span++) {
            spans.add(span(id, span));
          }
          sent.put(String.format(Locale.ROOT, "00000000000000ff%016x", id), size);
        }
        try {
          sender.send(OtlpSender.request("writer", spans));
          acknowledged.putAll(sent);
        } catch (StatusRuntimeException notAcknowledged) {
          // The server may be gone: these spans may or may not be stored.
          pause();
        }
      }
    }
  }

  /** Waits until so many more traces were acknowledged. */
  public void awaitMore(int traces) throws InterruptedException {
    int enough = acknowledged.size() + traces;
    Instant patience = Instant.now().plusSeconds(300);
    while (acknowledged.size() < enough) {
      if (Instant.now().isAfter(patience)) {
        throw new AssertionError("only " + acknowledged.size() + " of " + enough
            + " traces were acknowledged");
      }
      Thread.sleep(10);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Span span(long trace, int span) {
    long now = System.currentTimeMillis() * 1_000_000;
    return Span.newBuilder().setTraceId(OtlpSender.traceId(0xff, trace))
        .setSpanId(OtlpSender.spanId(span))
        .setParentSpanId(OtlpSender.spanId(span - 1).substring(0, span == 1 ? 0 : 8))
        .setName("write " + span).setStartTimeUnixNano(now).setEndTimeUnixNano(now + span)
        .addAttributes(OtlpSender.attribute("writer.trace", Long.toString(trace))).build();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
