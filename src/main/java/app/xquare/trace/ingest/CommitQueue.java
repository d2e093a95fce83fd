package app.xquare.trace.ingest;

import app.xquare.trace.model.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for a commit, bounded in bytes. While one commit is written the next one collects here,
 * so groups grow with the load and an idle system answers at once.
 */
final class CommitQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<PendingRequest> waiting = new ArrayDeque<>();
  private final long capacity;
  private final RetryDelay delay;
  private long bytes;
  private boolean closed;

  CommitQueue(long capacity, RetryDelay delay) {
    this.capacity = capacity;
    this.delay = delay;
  }

  /** @throws UnavailableException if the queue is full or closed; an empty one takes any request */
  void put(PendingRequest request) {
    lock.lock();
    try {
      if (closed) {
        throw new UnavailableException("the server is shutting down", RetryDelay.SHORTEST, null);
      }
      if (bytes > 0 && bytes + request.bytes() > capacity) {
        throw new UnavailableException("the ingest queue is full: " + bytes + " of " + capacity
            + " bytes wait for the store", delay.next(), null);
      }
      bytes += request.bytes();
      waiting.add(request);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for requests and takes those of one partition, in order, up to about {@code maxBytes}. They
   * count as waiting until {@link #done}. Empty only when the queue is closed and drained.
   */
  List<PendingRequest> take(long maxBytes) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<PendingRequest> group = new ArrayList<>();
      long taken = 0;
      while (!waiting.isEmpty()
          && (group.isEmpty() || (taken + waiting.getFirst().bytes() <= maxBytes
              && waiting.getFirst().partition().equals(group.getFirst().partition())))) {
        PendingRequest next = waiting.removeFirst();
        taken += next.bytes();
        group.add(next);
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  void done(List<PendingRequest> group) {
    lock.lock();
    try {
      for (PendingRequest request : group) {
        bytes -= request.bytes();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing is taken in; what waits can still be taken out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** What waits is not taken out any more, but given to the caller. */
  List<PendingRequest> abandon() {
    lock.lock();
    try {
      List<PendingRequest> left = List.copyOf(waiting);
      waiting.clear();
      left.forEach(request -> bytes -= request.bytes());
      return left;
    } finally {
      lock.unlock();
    }
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  long capacity() {
    return capacity;
  }
}
