package app.xquare.trace.ingest;

import app.xquare.trace.store.Commit;
import app.xquare.trace.testing.MemoryTraceStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes commits only as they are let through, and fails when told to: what real engines do rarely. */
final class GatedStore extends MemoryTraceStore {
  final List<Commit> commits = new CopyOnWriteArrayList<>();
  final Semaphore gate = new Semaphore(0);
  final Semaphore arrived = new Semaphore(0);
  volatile @Nullable RuntimeException failure;
  volatile Predicate<Commit> poison = commit -> false;

  // A lock held at the gate would keep others out.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public void append(Commit commit) {
    arrived.release();
    gate.acquireUninterruptibly();
    RuntimeException due = failure;
    if (due != null) {
      throw due;
    }
    if (poison.test(commit)) {
      throw new IllegalStateException("a fault that comes again with every try");
    }
    commits.add(commit);
    super.append(commit);
  }
}
