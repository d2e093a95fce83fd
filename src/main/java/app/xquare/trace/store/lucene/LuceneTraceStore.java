package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.TraceStore;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded engine: a Lucene index per partition behind one write-ahead log. */
final class LuceneTraceStore implements TraceStore {
  private static final Logger log = LoggerFactory.getLogger(LuceneTraceStore.class);
  private static final Duration CHECKPOINT = Duration.ofSeconds(5);
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(15);
  private static final Duration FILTERS = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(30);
  /** Lucene needs some room to write what the log holds already. */
  private static final long RESERVED_BYTES = 64L << 20;

  private final DataFolder folder;
  private final PartitionSet partitions;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread checkpoints;
  private final Thread filters;
  private volatile boolean closed;

  /** Opens the folder, makes it if it is not there, and brings the indexes up to the log. */
  static LuceneTraceStore open(Path path) {
    return open(path, LogFile::onDisk, CHECKPOINT);
  }

  static LuceneTraceStore open(Path path, LogFile.Opener files, Duration checkpoints) {
    DataFolder folder = DataFolder.own(path);
    try {
      return new LuceneTraceStore(folder, PartitionSet.open(folder, files), checkpoints);
    } catch (IOException e) {
      closeQuietly(folder);
      throw DataFolderException.notWritable(path, e);
    } catch (RuntimeException e) {
      closeQuietly(folder);
      throw e;
    }
  }

  private LuceneTraceStore(DataFolder folder, PartitionSet partitions, Duration every) {
    this.folder = folder;
    this.partitions = partitions;
    this.checkpoints = Thread.ofPlatform().daemon().name("store-checkpoint")
        .start(() -> checkpoints(every));
    Thread verifying = Thread.ofPlatform().daemon().name("store-verify").start(this::verifyLater);
    this.filters = Thread.ofPlatform().daemon().name("store-filters")
        .start(() -> filters(verifying));
  }

  /** Not while the application starts: reading everything would take the disk from it. */
  private void verifyLater() {
    try {
      if (!closing.await(VERIFY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
        verify();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Filters are read at once, and made only of what was verified. */
  private void filters(Thread verifying) {
    try {
      filters(false);
      while (!closing.await(FILTERS.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!verifying.isAlive()) {
          filters(true);
        }
        filterSegments();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sees to the filters of the partitions that are not written any more. */
  synchronized void filters(boolean make) {
    for (LucenePartition partition : partitions.all()) {
      if (closed) {
        return;
      }
      partition.filter(make, () -> !closed);
    }
  }

  /** Sees to the filters of the segments that searches look traces up in. */
  void filterSegments() {
    for (LucenePartition partition : partitions.all()) {
      partition.filterSegments(() -> !closed);
    }
  }

  /** Reads all indexes once: Lucene itself would not see a wrong bit in most of a file. */
  void verify() {
    for (LucenePartition partition : partitions.all()) {
      if (closed) {
        return;
      }
      partition.verify();
    }
  }

  private void checkpoints(Duration every) {
    try {
      long last = System.nanoTime();
      while (!closing.await(Math.min(every.toMillis(), REFRESH.toMillis()),
          TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - last >= every.toNanos()) {
          checkpoint();
          last = System.nanoTime();
        } else {
          refresh();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Brings the indexes on the disk up to the log, and gives up the log's older files. */
  void checkpoint() {
    try {
      partitions.checkpoint();
    } catch (IOException | RuntimeException | Error e) {
      // Without this thread the log would grow for ever.
      log.warn("a checkpoint failed, the log keeps what it holds", e);
    }
  }

  private void refresh() {
    try {
      partitions.refresh();
    } catch (IOException | RuntimeException e) {
      log.warn("a refresh failed, searches read the log's newest commits longer", e);
    }
  }

  @Override
  public void append(Commit commit) {
    checkAvailable();
    partitions.append(commit);
  }

  @Override
  public List<Fragment> fragments(TraceId traceId, long snapshot) {
    ensureOpen();
    List<Fragment> found = new ArrayList<>();
    for (LucenePartition partition : mayHold(traceId)) {
      found.addAll(PartitionReads.fragments(partition, traceId, snapshot));
    }
    return found;
  }

  /** The partitions in which a trace has to be looked for. */
  List<LucenePartition> mayHold(TraceId traceId) {
    return partitions.all().stream().filter(partition -> partition.mayHold(traceId)).toList();
  }

  @Override
  public FragmentScan scan(ScanRequest request) {
    ensureOpen();
    return new LuceneScan(partitions.all(), request);
  }

  @Override
  public void catalog(long fromUnixNano, long toUnixNano, String prefix, Predicate<String> sink) {
    ensureOpen();
    for (LucenePartition partition : partitions.all()) {
      if (partition.stats().spansMeet(fromUnixNano, toUnixNano)
          && !PartitionReads.catalog(partition, prefix, sink)) {
        return;
      }
    }
  }

  @Override
  public List<Partition> partitions() {
    ensureOpen();
    List<Partition> result = new ArrayList<>();
    for (LucenePartition partition : partitions.all()) {
      Stats stats = partition.stats();
      result.add(new Partition(partition.name(), stats.minStart(), stats.maxLastStart(),
          stats.fragments(), stats.spans(), partition.bytes()));
    }
    return result;
  }

  @Override
  public void drop(String partition) {
    ensureOpen();
    partitions.drop(partition);
  }

  @Override
  public byte @Nullable [] dictionary(int id) {
    ensureOpen();
    try {
      return folder.dictionary(id);
    } catch (IOException e) {
      throw new UnavailableException("dictionary " + id + " cannot be read", RETRY, e);
    }
  }

  @Override
  public void saveDictionary(int id, byte[] dictionary) {
    ensureOpen();
    try {
      folder.saveDictionary(id, dictionary);
    } catch (IOException e) {
      throw new UnavailableException("dictionary " + id + " cannot be written", RETRY, e);
    }
  }

  @Override
  public List<Integer> dictionaries() {
    ensureOpen();
    try {
      return folder.dictionaries();
    } catch (IOException e) {
      throw new UnavailableException("the dictionaries cannot be listed", RETRY, e);
    }
  }

  @Override
  public void dropDictionary(int id) {
    ensureOpen();
    try {
      folder.dropDictionary(id);
    } catch (IOException e) {
      throw new UnavailableException("dictionary " + id + " cannot be deleted", RETRY, e);
    }
  }

  @Override
  public long lastSequence() {
    return partitions.all().stream().mapToLong(partition -> partition.stats().lastSequence()).max()
        .orElse(0);
  }

  @Override
  public long logBytes() {
    try {
      return DataFolder.bytes(folder.log());
    } catch (IOException e) {
      throw new UnavailableException("the write-ahead log cannot be read", RETRY, e);
    }
  }

  @Override
  public long usableBytes() {
    try {
      return folder.usableBytes();
    } catch (IOException e) {
      throw new UnavailableException("the data folder cannot be read", RETRY, e);
    }
  }

  @Override
  public void checkAvailable() {
    ensureOpen();
    long usable = usableBytes();
    if (usable < RESERVED_BYTES) {
      throw new UnavailableException(
          "the disk is full: " + usable + " bytes left (expected: " + RESERVED_BYTES + " or more)",
          RETRY, null);
    }
  }

  private void ensureOpen() {
    if (closed) {
      throw new UnavailableException("the store is closed", RETRY, null);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    closing.countDown();
    Uninterruptibles.joinUninterruptibly(checkpoints);
    Uninterruptibles.joinUninterruptibly(filters);
    partitions.close();
    closeQuietly(folder);
  }

  private static void closeQuietly(DataFolder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      log.warn("the data folder closed with an error", e);
    }
  }
}
