package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.TraceException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOSupplier;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lucene index of one partition. One thread at a time writes (the store sees to that); any
 * number read. It has a writer only while it is written to.
 */
final class LucenePartition implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LucenePartition.class);

  private final Path folder;
  private final Directory directory;
  /** Of what searches see. */
  private volatile Stats stats = Stats.NONE;
  /** Of what the writer has: less than that only while the partition is being recovered. */
  private volatile Stats written = Stats.NONE;
  private volatile Stats committed = Stats.NONE;
  private volatile @Nullable IndexWriter writer;
  private final NewestReader reader = new NewestReader();
  private volatile @Nullable CorruptDataException damage;
  private volatile boolean closed;
  private volatile boolean recovering;
  /** Whether something was added since the checkpoint before. */
  private volatile boolean busy;
  private final FragmentFields fields = new FragmentFields();
  /** Of exactly what it holds; none while it is written. */
  private volatile @Nullable TraceFilter filter;
  private volatile boolean unfiltered;

  private LucenePartition(Path folder) throws IOException {
    this.folder = folder;
    this.directory = IndexFiles.open(folder);
  }

  /** Opens for reading. A damaged index is kept too, so that it is told and never passed over. */
  static LucenePartition open(Path folder) throws IOException {
    LucenePartition partition = new LucenePartition(folder);
    partition.load();
    return partition;
  }

  private void load() throws IOException {
    Stats said = null;
    try {
      said = committedStats();
      DirectoryReader opened = DirectoryReader.open(directory);
      reader.replace(opened);
      committed = said == null ? Stats.count(opened) : said;
    } catch (IOException | RuntimeException e) {
      committed = said == null ? Stats.UNKNOWN : said;
      damaged(e);
    }
    stats = committed;
    written = committed;
  }

  private @Nullable Stats committedStats() throws IOException {
    SegmentInfos infos = SegmentInfos.readLatestCommit(directory);
    return Stats.ofUserData(infos.getUserData(), infos.totalMaxDoc());
  }

  private void damaged(Exception e) {
    if (!(unreadable(e) instanceof CorruptDataException corrupt)) {
      throw unreadable(e);
    }
    damage = corrupt;
    log.error("partition={} damaged", name(), corrupt);
  }

  String name() {
    return folder.getFileName().toString();
  }

  Stats stats() {
    return stats;
  }

  /** What need not be added again. */
  Stats written() {
    return written;
  }

  boolean isWritable() {
    return writer != null;
  }

  /** Lucene gives a writer up after some errors; what it had not committed is in the log. */
  boolean hasFailed() {
    IndexWriter current = writer;
    return recovering || (current != null && !current.isOpen());
  }

  /** Failed for good: what only the log has of it cannot be added. */
  boolean isLost() {
    return damage != null && hasFailed();
  }

  void openWriter() throws IOException {
    throwIfDamaged();
    if (writer == null) {
      openNewWriter();
    }
  }

  private synchronized void openNewWriter() throws IOException {
    filter = null;
    IndexWriter opened = IndexWriting.open(directory);
    try {
      if (!recovering) {
        reader.replace(DirectoryReader.open(opened));
      }
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(opened);
      throw e;
    }
    writer = opened;
  }

  /** Adds documents in the order of their sequence; readers see them from the return on. */
  void add(List<Commit.Entry> entries, Set<String> catalog) throws IOException {
    IndexWriter current = writer;
    if (current == null) {
      throw new IllegalStateException("no writer is open");
    }
    long before = written.fragments();
    Set<String> withFirst = catalog;
    for (Commit.Entry entry : entries) {
      current.addDocument(fields.of(entry, withFirst));
      withFirst = Set.of();
      written = written.plus(entry.fragment());
    }
    if (recovering) {
      return;
    }
    stats = written;
    reader.added(new RecentBatch(before, entries, catalog));
  }

  /** Makes Lucene's files hold everything that was added before the call. */
  synchronized void commit() throws IOException {
    if (recovering) {
      // What the log is giving back is not in the index yet: the log must keep it.
      throw new IOException("partition " + name() + " is being recovered");
    }
    IndexWriter current = writer;
    Stats now = written;
    busy = !now.equals(committed);
    if (current == null || !busy) {
      return;
    }
    current.setLiveCommitData(now.toUserData().entrySet());
    current.commit();
    committed = now;
    // Its segments are written now: to open a reader on them costs little.
    reader.refresh();
  }

  /** Whether the last checkpoint found nothing new, and nothing is being merged. */
  boolean isIdle() {
    IndexWriter current = writer;
    return current != null && !hasFailed() && !busy && written.equals(committed)
        && current.getMergingSegments().isEmpty() && !current.hasPendingMerges();
  }

  /** Closes the writer; what is merged then is waited for. */
  synchronized void seal() throws IOException {
    IndexWriter current = writer;
    if (current != null) {
      commit();
      // Before the writer goes: searches refresh from it.
      reader.replace(DirectoryReader.open(directory));
      writer = null;
      current.close();
    }
  }

  /** The writer holds half a commit: it counts as failed. */
  void giveUp() {
    recovering = true;
  }

  /**
   * Goes back to the last Lucene commit after {@link #hasFailed}, to be written to again. Until
   * {@link #recovered} searches see what they saw before, from files that may be deleted by now.
   */
  synchronized void reload() throws IOException {
    recovering = true;
    IndexWriter current = writer;
    writer = null;
    if (current != null) {
      current.rollback();
    }
    try {
      Stats said = committedStats();
      if (said == null) {
        try (DirectoryReader counted = DirectoryReader.open(directory)) {
          said = Stats.count(counted);
        }
      }
      committed = said;
      written = said;
    } catch (IOException | RuntimeException e) {
      damaged(e);
    }
  }

  /** Everything that was lost was added again. */
  synchronized void recovered() throws IOException {
    IndexWriter current = writer;
    if (current == null) {
      throw new IllegalStateException("no writer is open");
    }
    reader.replace(DirectoryReader.open(current));
    stats = written;
    recovering = false;
  }

  /** Space its files take, zero if that cannot be known now. */
  long bytes() {
    try {
      return DataFolder.bytes(folder);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Closes without a commit. Readers that are in use stay usable. */
  @Override
  public synchronized void close() {
    closed = true;
    IndexWriter current = writer;
    writer = null;
    try {
      if (current != null) {
        current.rollback();
      }
      reader.replace(null);
      directory.close();
    } catch (IOException | RuntimeException e) {
      log.warn("partition={} closed with an error", name(), e);
    }
  }

  /** The newest state, to be given back with {@link #release}; null if the partition was dropped. */
  NewestReader.@Nullable View acquire() {
    if (closed) {
      return null;
    }
    throwIfDamaged();
    NewestReader.View newest = reader.acquire();
    if (newest == null && !closed) {
      throw new IllegalStateException("partition " + name() + " was never opened");
    }
    return newest;
  }

  static void release(NewestReader.View view) {
    try {
      view.release();
    } catch (IOException e) {
      log.warn("a reader closed with an error", e);
    }
  }

  /** Makes searches of what was added lately cheaper. */
  synchronized void refreshIfWorth() throws IOException {
    if (writer != null && !recovering && reader.isWorthRefreshing()) {
      reader.refresh();
    }
  }

  /** Reads every file and compares its checksum; damage makes all later reads fail. */
  void verify() {
    try {
      NewestReader.View newest = acquire();
      if (newest != null) {
        verify(newest);
      }
    } catch (CorruptDataException corrupt) {
      damage = corrupt;
      log.error("partition={} damaged", name(), corrupt);
    } catch (UnavailableException e) {
      log.warn("partition={} not verified", name(), e);
    }
  }

  private void verify(NewestReader.View newest) {
    try {
      for (LeafReaderContext leaf : newest.reader().leaves()) {
        reading(() -> {
          leaf.reader().checkIntegrity();
          return leaf;
        });
      }
    } finally {
      release(newest);
    }
  }

  /** False if it holds nothing of a trace. True may be wrong. */
  boolean mayHold(TraceId id) {
    TraceFilter known = filter;
    return known == null || damage != null || known.mayHold(id);
  }

  /**
   * Looks for the filter of a partition that is not written any more.
   *
   * @param make whether it is made where there is none
   */
  void filter(boolean make, BooleanSupplier wanted) {
    Stats then = stats;
    if (writer != null || filter != null || unfiltered || recovering || damage != null) {
      return;
    }
    try {
      TraceFilter found = TraceFilter.open(folder, then);
      if (found == null && make) {
        found = makeFilter(then, wanted);
      }
      install(found, then);
    } catch (IOException | RuntimeException | InternalError e) {
      unfiltered = true;
      if (!closed) {
        log.warn("partition={} has no filter, look-ups by trace id visit it", name(), e);
      }
    }
  }

  private @Nullable TraceFilter makeFilter(Stats then, BooleanSupplier wanted) throws IOException {
    NewestReader.View newest = acquire();
    if (newest == null) {
      return null;
    }
    try {
      boolean exact = newest.recent().isEmpty() && newest.reader().maxDoc() == then.fragments();
      return exact ? TraceFilter.make(folder, then, newest.reader(), wanted) : null;
    } finally {
      release(newest);
    }
  }

  private synchronized void install(@Nullable TraceFilter found, Stats then) {
    if (writer == null && !closed && !recovering && stats.equals(then)) {
      filter = found;
    }
  }

  /** Makes look-ups by trace id cheaper, where there were some lately. */
  void filterSegments(BooleanSupplier wanted) {
    try {
      reader.filterSegments(wanted);
    } catch (IOException | RuntimeException | InternalError e) {
      log.warn("partition={} has segments without a filter, look-ups by trace id visit them",
          name(), e);
    }
  }

  void throwIfDamaged() {
    CorruptDataException found = damage;
    if (found != null) {
      throw ReadError.damaged(folder, found);
    }
  }

  /** Does one step of reading, and says what its errors mean. */
  <T extends @Nullable Object> T reading(IOSupplier<T> step) {
    try {
      return step.get();
    } catch (IOException | RuntimeException | InternalError e) {
      throw unreadable(e);
    }
  }

  private TraceException unreadable(Throwable e) {
    return ReadError.of(folder, e);
  }
}
