package app.xquare.trace.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that send traces as exporters do: a request that is told to come back waits as long as it is
 * told ({@code RetryInfo}), or twice as long as before where nothing is said, and is given up after ten
 * attempts.
 */
public final class PatientWriters implements AutoCloseable {
  private static final int ATTEMPTS = 10;
  private static final long BETWEEN_MILLIS = 100;
  private static final Duration LONGEST_OWN_WAIT = Duration.ofSeconds(30);

  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger givenUp = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Integer> acknowledged;
  private final IntSupplier grpcPort;
  private final long run;
  private volatile boolean stopped;

  /**
   * @param run tells the traces of one object from those of another
   * @param grpcPort asked before every attempt: a server that is started again may have another
   * @param acknowledged gets the trace ids, in hex, with their numbers of spans
   */
  public PatientWriters(int run, IntSupplier grpcPort, int threadCount,
      Map<String, Integer> acknowledged) {
    this.run = 0xfe00L + run;
    this.grpcPort = grpcPort;
    this.acknowledged = acknowledged;
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofPlatform().start(this::write));
    }
  }

  private void write() {
    while (!stopped) {
      long id = next.incrementAndGet();
      long now = System.currentTimeMillis() * 1_000_000;
      Span span = Span.newBuilder().setTraceId(OtlpSender.traceId(run, id))
          .setSpanId(OtlpSender.spanId(id)).setName("write").setStartTimeUnixNano(now)
          .setEndTimeUnixNano(now + 1).build();
      try {
        if (deliver(span)) {
          acknowledged.put(String.format(Locale.ROOT, "%016x%016x", run, id), 1);
        } else {
          givenUp.incrementAndGet();
        }
        Thread.sleep(BETWEEN_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean deliver(Span span) throws InterruptedException {
    Duration own = Duration.ofSeconds(1);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (OtlpSender sender = new OtlpSender(grpcPort.getAsInt())) {
        sender.send(OtlpSender.request("patient", List.of(span)));
        return true;
      } catch (StatusRuntimeException refused) {
        if (refused.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw refused;
        }
        Duration told = told(refused);
        Thread.sleep(told == null ? own : told);
        own = own.multipliedBy(2).compareTo(LONGEST_OWN_WAIT) < 0
            ? own.multipliedBy(2)
            : LONGEST_OWN_WAIT;
      }
    }
    return false;
  }

  private static @Nullable Duration told(StatusRuntimeException refused) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    if (status == null || status.getDetailsCount() == 0) {
      return null;
    }
    try {
      com.google.protobuf.Duration delay = status.getDetails(0).unpack(RetryInfo.class)
          .getRetryDelay();
      return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("details are no RetryInfo", e);
    }
  }

  /** How many requests had no success in ten attempts. */
  public int givenUp() {
    return givenUp.get();
  }

  /** Waits for what is on its way, and sends no more. */
  public void finish() {
    stopped = true;
    threads.forEach(Uninterruptibles::joinUninterruptibly);
  }

  @Override
  public void close() {
    finish();
  }
}
