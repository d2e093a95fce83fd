package app.xquare.trace.ingest;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.TraceStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes commits only as they are let through, and fails when told to: what real engines do rarely. */
final class GatedStore implements TraceStore {
  final List<Commit> commits = new CopyOnWriteArrayList<>();
  final Semaphore gate = new Semaphore(0);
  final Semaphore arrived = new Semaphore(0);
  volatile @Nullable RuntimeException failure;

  @Override
  public void append(Commit commit) {
    arrived.release();
    gate.acquireUninterruptibly();
    RuntimeException due = failure;
    if (due != null) {
      throw due;
    }
    commits.add(commit);
  }

  @Override
  public List<Fragment> fragments(TraceId traceId, long snapshot) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FragmentScan scan(ScanRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void catalog(long from, long to, String prefix, Predicate<String> sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Partition> partitions() {
    return List.of();
  }

  @Override
  public void drop(String partition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte @Nullable [] dictionary(int id) {
    return null;
  }

  @Override
  public void saveDictionary(int id, byte[] dictionary) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long lastSequence() {
    return 0;
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void checkAvailable() {}

  @Override
  public void close() {}
}
