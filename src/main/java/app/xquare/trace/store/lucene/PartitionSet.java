package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.PartitionName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All partitions and the log in front of them: everything that writes is here, one at a time. */
final class PartitionSet implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(PartitionSet.class);
  private static final long LOG_SEGMENT_BYTES = 64L << 20;
  private static final Duration RETRY = Duration.ofSeconds(5);
  /** Around a change of the current partition commits go to two; older ones are only read. */
  private static final int WRITERS = 3;

  private final DataFolder folder;
  private final WriteAheadLog log;
  private final NavigableMap<String, LucenePartition> partitions = new ConcurrentSkipListMap<>();
  private final Deque<LucenePartition> writers = new ArrayDeque<>();
  private final ReentrantLock writing = new ReentrantLock();
  /** Lost partitions that the log was kept for. */
  private Set<LucenePartition> keptFor = Set.of();
  private boolean closed;

  private PartitionSet(DataFolder folder, WriteAheadLog log) {
    this.folder = folder;
    this.log = log;
  }

  /** Opens every partition and adds to it what only the log has. */
  static PartitionSet open(DataFolder folder, LogFile.Opener files) throws IOException {
    PartitionSet set = new PartitionSet(folder,
        new WriteAheadLog(folder.log(), files, LOG_SEGMENT_BYTES));
    try {
      for (Path path : folder.partitions()) {
        LucenePartition partition = LucenePartition.open(path);
        set.partitions.put(partition.name(), partition);
      }
      set.log.replay(set::apply);
      set.checkpoint();
      set.removeEmpty();
      return set;
    } catch (IOException | RuntimeException e) {
      set.partitions.values().forEach(LucenePartition::close);
      throw e;
    }
  }

  /** Left by a process that ended between making a partition and writing to it. */
  private void removeEmpty() throws IOException {
    for (LucenePartition partition : all()) {
      if (partition.stats().equals(Stats.NONE)) {
        partitions.remove(partition.name());
        partition.close();
        DataFolder.delete(folder.removePartition(partition.name()));
      }
    }
  }

  /** Oldest first. */
  Collection<LucenePartition> all() {
    return partitions.values();
  }

  void append(Commit commit) {
    if (!PartitionName.isOne(commit.partition())) {
      throw new IllegalArgumentException(
          "partition: " + commit.partition()
              + " (expected: a day as 20261122, or a part of it as 20261122_0001)");
    }
    if (commit.entries().isEmpty() && !commit.catalog().isEmpty()) {
      throw new IllegalArgumentException("catalog entries come with fragments only");
    }
    writing.lock();
    try {
      if (closed) {
        throw new UnavailableException("the store is closed", RETRY, null);
      }
      if (!commit.entries().isEmpty()) {
        write(commit);
      }
    } catch (IOException | AlreadyClosedException e) {
      throw new UnavailableException(
          "partition " + commit.partition() + " cannot be written", RETRY, e);
    } finally {
      writing.unlock();
    }
  }

  private void write(Commit commit) throws IOException {
    LucenePartition partition = writable(commit.partition());
    checkOrder(commit, partition.written().lastSequence());
    log.append(LogRecord.encode(commit));
    try {
      partition.add(commit.entries(), commit.catalog());
    } catch (IOException | AlreadyClosedException e) {
      if (!partition.hasFailed()) {
        throw e;
      }
      recover(partition);
    } catch (RuntimeException | Error fault) {
      undo(partition, fault);
      throw fault;
    }
  }

  /**
   * What cannot be added must not stay in the log: the next start would fail by it, too. Nor in the index,
   * unless a checkpoint made it durable at that very moment.
   */
  private void undo(LucenePartition partition, Throwable fault) {
    log.undo();
    partition.giveUp();
    try {
      recover(partition);
    } catch (IOException | RuntimeException e) {
      // The next commit or checkpoint tries again.
      fault.addSuppressed(e);
    }
  }

  /** What is out of order would be taken for known when the log is replayed. */
  private static void checkOrder(Commit commit, long last) {
    long before = last;
    for (Commit.Entry entry : commit.entries()) {
      Fragment fragment = entry.fragment();
      if (fragment.sequence() <= before) {
        throw new IllegalArgumentException("sequence: " + fragment.sequence()
            + " (expected: more than " + before + ", the last one before it)");
      }
      before = fragment.sequence();
    }
  }

  private LucenePartition writable(String name) throws IOException {
    LucenePartition partition = partitions.get(name);
    if (partition == null) {
      partition = LucenePartition.open(folder.createPartition(name));
      partitions.put(name, partition);
    }
    partition.throwIfDamaged();
    if (partition.hasFailed()) {
      recover(partition);
    }
    openWriter(partition);
    return partition;
  }

  private void openWriter(LucenePartition partition) throws IOException {
    partition.openWriter();
    writers.remove(partition);
    writers.addLast(partition);
    if (writers.size() > WRITERS) {
      writers.removeFirst().seal();
    }
  }

  private void recover(LucenePartition partition) throws IOException {
    logger.warn("partition={} lost its writer and is recovered from the log", partition.name());
    partition.reload();
    openWriter(partition);
    log.replay(commit -> {
      if (commit.partition().equals(partition.name())) {
        apply(commit);
      }
    });
    partition.recovered();
  }

  /** Adds what a partition does not have yet. */
  private void apply(Commit commit) throws IOException {
    LucenePartition known = partitions.get(commit.partition());
    long last = known == null ? 0 : known.written().lastSequence();
    List<Commit.Entry> missing = commit.entries().stream()
        .filter(entry -> entry.fragment().sequence() > last).toList();
    if (!missing.isEmpty()) {
      LucenePartition partition = known;
      if (partition == null || !partition.isWritable()) {
        partition = writable(commit.partition());
      }
      partition.add(missing, commit.catalog());
    }
  }

  /** Makes the indexes durable, then deletes the files of the log that hold nothing else. */
  void checkpoint() throws IOException {
    long needed = log.current();
    Set<LucenePartition> lost = new HashSet<>();
    IOException failure = null;
    for (LucenePartition partition : all()) {
      try {
        if (!partition.isLost()) {
          commit(partition);
        }
      } catch (IOException | RuntimeException e) {
        // One partition's trouble is no reason to keep the others from the disk.
        failure = failure == null ? new IOException("an index is not on the disk", e) : failure;
      }
      if (partition.isLost()) {
        lost.add(partition);
      }
    }
    if (failure != null) {
      throw failure;
    }
    keepLogFor(lost);
    log.deleteBefore(needed);
    if (lost.isEmpty()) {
      log.deleteKept();
    }
    sealIdle();
  }

  /** Nothing comes to these any more, so the log goes on; what it has of them a start on a mended folder needs. */
  private void keepLogFor(Set<LucenePartition> lost) throws IOException {
    writing.lock();
    try {
      if (!keptFor.containsAll(lost)) {
        log.keep();
      }
      keptFor = lost;
    } finally {
      writing.unlock();
    }
  }

  private void commit(LucenePartition partition) throws IOException {
    if (partition.hasFailed()) {
      heal(partition);
    }
    if (!partition.isLost()) {
      partition.commit();
    }
  }

  /** Those that others came after and nobody writes to any more; not while they merge, which takes its time. */
  private void sealIdle() throws IOException {
    writing.lock();
    try {
      for (LucenePartition partition : List.copyOf(writers)) {
        if (!closed && !partition.equals(writers.getLast()) && partition.isIdle()) {
          writers.remove(partition);
          partition.seal();
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Between checkpoints: makes searches of what was added lately cheaper. */
  void refresh() throws IOException {
    for (LucenePartition partition : all()) {
      partition.refreshIfWorth();
    }
  }

  private void heal(LucenePartition partition) throws IOException {
    writing.lock();
    try {
      if (partition.hasFailed() && partitions.containsValue(partition)) {
        recover(partition);
      }
    } catch (CorruptDataException damaged) {
      logger.error("partition={} cannot be recovered", partition.name(), damaged);
    } finally {
      writing.unlock();
    }
  }

  /** A crash before the return may bring back what the log still had of the partition. */
  void drop(String name) {
    try {
      Path left = takeOut(name);
      if (left != null) {
        checkpoint();
        DataFolder.delete(left);
      }
    } catch (IOException | AlreadyClosedException e) {
      throw new UnavailableException("partition " + name + " cannot be deleted", RETRY, e);
    }
  }

  private @Nullable Path takeOut(String name) throws IOException {
    writing.lock();
    try {
      LucenePartition partition = partitions.remove(name);
      if (partition == null) {
        return null;
      }
      writers.remove(partition);
      partition.close();
      log.roll();
      return folder.removePartition(name);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    writing.lock();
    try {
      closed = true;
      log.close();
      checkpoint();
    } catch (IOException | RuntimeException e) {
      logger.warn("the last checkpoint failed, the log keeps what it holds", e);
    } finally {
      all().forEach(LucenePartition::close);
      writing.unlock();
    }
  }
}
