package app.xquare.trace.bench;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at a process's memory ten times a second and keeps the largest figures. */
final class MemoryWatch implements AutoCloseable {
  private final Map<String, Double> peaks = new ConcurrentHashMap<>();
  private final Thread thread;

  MemoryWatch(ServerUnderTest server) {
    thread = Thread.ofPlatform().daemon().start(() -> {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          for (String field : new String[]{"VmRSS", "RssAnon", "RssFile"}) {
            peaks.merge(field, server.memory(field), Math::max);
          }
          Thread.sleep(100);
        }
      } catch (InterruptedException | IOException enough) {
        // The process or the measurement ended.
      }
    });
  }

  /** In MiB. */
  double peak(String field) {
    return peaks.getOrDefault(field, Double.NaN);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
