package app.xquare.trace.bench;

import app.xquare.trace.bench.load.Workload;
import app.xquare.trace.testing.BytesMarshaller;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Sends requests as collectors do: over a few connections, some in flight, again when refused. */
final class GrpcSender implements AutoCloseable {
  private static final MethodDescriptor<byte[], byte[]> EXPORT = MethodDescriptor
      .<byte[], byte[]>newBuilder(new BytesMarshaller(), new BytesMarshaller())
      .setFullMethodName(TraceServiceGrpc.getExportMethod().getFullMethodName())
      .setType(MethodDescriptor.MethodType.UNARY).build();

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CallOptions options;
  private final int inFlight;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  GrpcSender(int port, Options given) {
    for (int i = 0; i < given.connections(); i++) {
      channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
    }
    this.inFlight = given.inFlight();
    this.options = given.gzip() ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
  }

  /** What sending took. */
  record Sent(long spans, long requests, long bytes, long retries, double seconds,
      Latencies latencies) {
    double spansPerSecond() {
      return spans / seconds;
    }
  }

  /**
   * Sends everything of the workload until it has made {@code untilSpans} or that is enough, and
   * returns when all is acknowledged.
   *
   * @param spansPerSecond at most, or infinity
   */
  Sent send(Workload workload, long untilSpans, double spansPerSecond, BooleanSupplier enough)
      throws InterruptedException {
    Semaphore free = new Semaphore(inFlight);
    Latencies latencies = new Latencies();
    AtomicLong retries = new AtomicLong();
    long begin = System.nanoTime();
    long spans = 0;
    long bytes = 0;
    long requests = 0;
    while (true) {
      Workload.Request request = workload
          .next(enough.getAsBoolean() ? workload.spans() : untilSpans);
      if (request == null) {
        break;
      }
      long due = begin + (long) (spans / spansPerSecond * 1e9);
      while (System.nanoTime() < due) {
        Thread.sleep(1);
      }
      free.acquire();
      Throwable failed = failure.get();
      if (failed != null) {
        throw new IllegalStateException("a request failed", failed);
      }
      Channel channel = channels.get((int) (requests % channels.size()));
      threads.execute(() -> {
        try {
          export(channel, request.bytes(), latencies, retries);
        } catch (RuntimeException e) {
          failure.set(e);
        } finally {
          free.release();
        }
      });
      spans += request.spans();
      bytes += request.bytes().length;
      requests++;
    }
    free.acquire(inFlight);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a request failed", failed);
    }
    return new Sent(spans, requests, bytes, retries.get(), (System.nanoTime() - begin) / 1e9,
        latencies);
  }

  private void export(Channel channel, byte[] request, Latencies latencies, AtomicLong retries) {
    while (true) {
      long begin = System.nanoTime();
      try {
        byte[] answer = ClientCalls.blockingUnaryCall(channel, EXPORT, options, request);
        latencies.add(System.nanoTime() - begin);
        if (answer.length > 0) {
          throw new IllegalStateException("spans were rejected");
        }
        return;
      } catch (StatusRuntimeException e) {
        // After a shutdown nothing is available any more.
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || threads.isShutdown()) {
          throw e;
        }
        retries.incrementAndGet();
        sleep();
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    channels.forEach(ManagedChannel::shutdownNow);
    threads.close();
  }
}
