package app.xquare.trace.bench.load;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A collector on every node: gathers what the node's pods export and sends it on in requests. */
final class Collectors {
  static final int NODES = 4;
  private static final long BATCH_NANOS = 1_000_000_000L;

  private final PriorityQueue<Pod.Batch> due = new PriorityQueue<>(
      Comparator.comparingLong(Pod.Batch::due));
  private final Gathering[] gathering = new Gathering[NODES];
  private final Deque<Workload.Request> ready = new ArrayDeque<>();
  private final int requestSpans;

  /** @param requestSpans a request goes out as soon as it has so many */
  Collectors(int requestSpans) {
    this.requestSpans = requestSpans;
    for (int node = 0; node < NODES; node++) {
      gathering[node] = new Gathering();
    }
  }

  private static final class Gathering {
    private final WireBuffer request = new WireBuffer();
    private int spans;
    private long since;
  }

  void begun(Pod.Batch batch) {
    due.add(batch);
  }

  /** It is now that late, and no span will come that ended before. */
  void advance(long now) {
    for (Pod.Batch next = due.peek(); next != null && next.due() <= now; next = due.peek()) {
      due.remove();
      next.pod().exported(next);
      gather(next);
    }
  }

  private void gather(Pod.Batch batch) {
    Gathering at = gathering[batch.pod().node()];
    if (at.spans > 0 && batch.due() - at.since > BATCH_NANOS) {
      send(at);
    }
    if (at.spans == 0) {
      at.since = batch.due();
    }
    batch.write(at.request);
    at.spans += batch.count();
    if (at.spans >= requestSpans) {
      send(at);
    }
  }

  /** Everything that is still on its way becomes requests. */
  void flush() {
    advance(Long.MAX_VALUE);
    for (Gathering at : gathering) {
      if (at.spans > 0) {
        send(at);
      }
    }
  }

  private void send(Gathering at) {
    ready.add(new Workload.Request(at.request.toBytes(), at.spans));
    at.request.clear();
    at.spans = 0;
  }

  Workload.@Nullable Request poll() {
    return ready.poll();
  }
}
