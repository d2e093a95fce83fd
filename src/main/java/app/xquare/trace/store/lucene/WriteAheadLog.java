package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.lucene.util.IOConsumer;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was acknowledged and may not be in the indexes yet. One thread at a time uses it, except for
 * {@link #deleteBefore} and {@link #current}.
 */
final class WriteAheadLog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WriteAheadLog.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Path folder;
  private final LogFile.Opener opener;
  private final long segmentBytes;
  private final AtomicLong current = new AtomicLong(1);
  private @Nullable LogFile file;
  private long mark;
  private long position;
  private long beforeLast;
  /** Bytes of a failed write may stand behind {@code position}. */
  private boolean torn;

  /** Opens the log and cuts off what a crash left half written. */
  WriteAheadLog(Path folder, LogFile.Opener opener, long segmentBytes) throws IOException {
    this.folder = folder;
    this.opener = opener;
    this.segmentBytes = segmentBytes;
    Files.createDirectories(folder);
    List<LogSegment> segments = LogSegment.list(folder);
    List<LogSegment> kept = LogSegment.kept(folder);
    Stream.concat(kept.stream(), segments.stream()).mapToLong(LogSegment::number).max()
        .ifPresent(last -> current.set(last + 1));
    for (LogSegment segment : kept) {
      check(segment, false);
    }
    for (int i = 0; i < segments.size(); i++) {
      LogSegment segment = segments.get(i);
      if (segment.number() != segments.getFirst().number() + i) {
        throw new CorruptDataException("the write-ahead log lacks a file before " + segment.path(),
            null);
      }
      check(segment, i == segments.size() - 1);
    }
  }

  private void check(LogSegment segment, boolean last) throws IOException {
    long size = Files.size(segment.path());
    long whole = segment.read(body -> {});
    if (whole == size && whole > 0) {
      return;
    }
    if (!last) {
      throw segment.damaged(whole);
    }
    log.warn("cut the end of the write-ahead log, a write that never finished: file={} kept={}"
        + " cut={} bytes", segment.path(), whole, size - whole);
    if (whole == 0) {
      Files.delete(segment.path());
    } else {
      try (LogFile torn = opener.open(segment.path())) {
        torn.truncate(whole);
        torn.force();
      }
    }
    IOUtils.fsync(folder, true);
  }

  /** Hands over every commit of the log in the order of {@link #append}. */
  void replay(IOConsumer<Commit> commits) throws IOException {
    repair();
    List<LogSegment> all = new ArrayList<>(LogSegment.kept(folder));
    all.addAll(LogSegment.list(folder));
    for (LogSegment segment : all) {
      segment.read(body -> {
        Commit commit;
        try {
          commit = LogRecord.decode(body);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
          throw new CorruptDataException("a record of " + segment.path() + " cannot be read", e);
        }
        commits.accept(commit);
      });
    }
  }

  /**
   * On return the record is on the disk.
   *
   * @throws UnavailableException if it is not; the log stays usable
   */
  void append(byte[] body) {
    try {
      LogFile open = writable();
      torn = true;
      open.write(LogSegment.recordHeader(mark, body));
      open.write(body);
      open.force();
      torn = false;
      beforeLast = position;
      position += LogSegment.RECORD_HEADER + body.length;
    } catch (IOException e) {
      repairQuietly(e);
      throw new UnavailableException("the write-ahead log cannot be written", RETRY, e);
    }
  }

  /** Takes the last record out again; before anything else is written it is gone from the disk. */
  void undo() {
    position = beforeLast;
    torn = true;
    try {
      repair();
    } catch (IOException e) {
      log.warn("a record of the write-ahead log cannot be taken out now, it is before the next one",
          e);
    }
  }

  private LogFile writable() throws IOException {
    repair();
    if (file != null && position >= segmentBytes) {
      roll();
    }
    LogFile open = file;
    return open == null ? begin() : open;
  }

  private LogFile begin() throws IOException {
    LogSegment segment = LogSegment.of(folder, current.get());
    mark = LogSegment.newMark();
    LogFile begun = opener.open(segment.path());
    try {
      begun.truncate(0);
      begun.write(LogSegment.header(mark));
      begun.force();
      IOUtils.fsync(folder, true);
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(begun);
      IOUtils.deleteFilesIgnoringExceptions(segment.path());
      throw e;
    }
    file = begun;
    position = LogSegment.HEADER;
    return begun;
  }

  private void repair() throws IOException {
    LogFile open = file;
    if (torn && open != null) {
      open.truncate(position);
      open.force();
    }
    torn = false;
  }

  private void repairQuietly(IOException cause) {
    try {
      repair();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The next append begins a new file. */
  void roll() throws IOException {
    repair();
    LogFile open = file;
    if (open != null) {
      file = null;
      current.incrementAndGet();
      open.close();
    }
  }

  /** The number of the file that the next append goes to, or a smaller one. */
  long current() {
    return current.get();
  }

  /** Deletes the files with smaller numbers: the indexes hold all they say. */
  void deleteBefore(long number) throws IOException {
    for (LogSegment segment : LogSegment.list(folder)) {
      if (segment.number() < number) {
        Files.deleteIfExists(segment.path());
        IOUtils.fsync(folder, true);
      }
    }
  }

  /** Sets aside all that was written so far, until {@link #deleteKept}. */
  void keep() throws IOException {
    roll();
    for (LogSegment segment : LogSegment.list(folder)) {
      segment.keep();
    }
    IOUtils.fsync(folder, true);
  }

  /** Nobody needs what was set aside any more. */
  void deleteKept() throws IOException {
    for (LogSegment segment : LogSegment.kept(folder)) {
      Files.deleteIfExists(segment.path());
      IOUtils.fsync(folder, true);
    }
  }

  @Override
  public void close() throws IOException {
    roll();
  }
}
