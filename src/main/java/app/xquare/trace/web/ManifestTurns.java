package app.xquare.trace.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Lets only so many requests hold a manifest at a time, and only a few of them work on it, so that
 * any number of them takes no more memory. Work is done by threads of the system, which share the
 * processors with everything else: the threads of requests do not, and a few of them that calculate
 * would keep all others waiting. Whoever does not get a turn soon is told to come again.
 */
@Component
class ManifestTurns implements AutoCloseable {
  private static final int HELD = 16;
  private static final long PATIENCE_MILLIS = 500;

  private final int workers = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
  private final Semaphore held = new Semaphore(HELD);
  private final Semaphore working = new Semaphore(workers, true);
  private final ExecutorService threads = Executors.newFixedThreadPool(workers,
      Thread.ofPlatform().daemon().name("manifests-", 0).factory());

  /** How many requests are worked on at a time. */
  int workers() {
    return workers;
  }

  /**
   * Reads the body, at the pace of its sender, and then works on it.
   *
   * @throws BusyException if there is no turn soon
   */
  <T> T take(HttpServletRequest request, Function<String, T> work) throws IOException {
    await(held);
    try {
      String body = ManifestRequest.text(request);
      await(working);
      try {
        return threads.submit(() -> work.apply(body)).get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException problem) {
          throw problem;
        }
        throw new IllegalStateException(failed.getCause());
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw new BusyException();
      } finally {
        working.release();
      }
    } finally {
      held.release();
    }
  }

  private static void await(Semaphore turns) {
    try {
      if (turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new BusyException();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Other manifests have all the turns. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final String WHY = "Other manifests are being worked on; send it again later.";

    private BusyException() {
      super(WHY);
    }
  }
}
