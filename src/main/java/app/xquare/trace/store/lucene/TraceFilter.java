package app.xquare.trace.store.lucene;

import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.TraceIdFilter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which traces a partition that is not written any more may hold: a {@link TraceIdFilter} over the terms
 * of their ids. It is a mapped file, not heap, so there may be many.
 */
final class TraceFilter {
  static final String FILE = "traces.filter";

  private static final Logger log = LoggerFactory.getLogger(TraceFilter.class);
  private static final long MAGIC = 0x5851_5446_3030_3031L; // XQTF0001
  private static final int HEADER = 4 * Long.BYTES;
  /** A file is mapped and checked in one piece. */
  private static final long MAX_WORDS = (Integer.MAX_VALUE - 4_096) / Long.BYTES;
  private static final int ASK_EVERY = 1 << 16;

  private final TraceIdFilter traces;

  private TraceFilter(TraceIdFilter traces) {
    this.traces = traces;
  }

  boolean mayHold(TraceId id) {
    return traces.mayHold(key(FragmentDocument.term(id)));
  }

  /** The filter of exactly this state; null if there is none, or it is damaged. */
  static @Nullable TraceFilter open(Path folder, Stats state) throws IOException {
    Path file = folder.resolve(FILE);
    MemorySegment mapped;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < HEADER + Integer.BYTES || channel.size() > Integer.MAX_VALUE) {
        return damaged(file);
      }
      // Unmapped when nobody uses it any more: a look-up may run while the partition is dropped.
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (NoSuchFileException none) {
      return null;
    }
    ByteBuffer all = mapped.asByteBuffer();
    int end = all.capacity() - Integer.BYTES;
    long count = all.getLong(3 * Long.BYTES);
    if (all.getInt(end) != crc(all.duplicate().limit(end)) || all.getLong(0) != MAGIC
        || count < 1 || count > MAX_WORDS || HEADER + count * Long.BYTES != end) {
      return damaged(file);
    }
    boolean same = all.getLong(Long.BYTES) == state.fragments()
        && all.getLong(2 * Long.BYTES) == state.lastSequence();
    return same
        ? new TraceFilter(TraceIdFilter.of(mapped.asSlice(HEADER, count * Long.BYTES)))
        : null;
  }

  private static @Nullable TraceFilter damaged(Path file) {
    log.warn("file={} is damaged and made anew, until then look-ups by trace id do without it",
        file);
    return null;
  }

  /**
   * Makes the file, in one step.
   *
   * @param all shows this state, and nothing else
   * @return null if it was not made, because nobody wants it any more or there are too many traces
   */
  static @Nullable TraceFilter make(Path folder, Stats state, DirectoryReader all,
      BooleanSupplier wanted) throws IOException {
    long traces = 0;
    for (LeafReaderContext leaf : all.leaves()) {
      traces += Terms.getTerms(leaf.reader(), FragmentDocument.TRACE).size();
    }
    long count = TraceIdFilter.words(traces);
    if (count > MAX_WORDS) {
      return null;
    }
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(HEADER + count * Long.BYTES) + 4);
    file.putLong(MAGIC).putLong(state.fragments()).putLong(state.lastSequence()).putLong(count);
    TraceIdFilter filter = TraceIdFilter
        .of(MemorySegment.ofBuffer(file.slice(HEADER, Math.toIntExact(count * Long.BYTES))));
    for (LeafReaderContext leaf : all.leaves()) {
      if (!add(Terms.getTerms(leaf.reader(), FragmentDocument.TRACE), filter, wanted)) {
        return null;
      }
    }
    int end = file.capacity() - Integer.BYTES;
    file.putInt(end, crc(file.duplicate().position(0).limit(end)));
    DataFolder.write(folder.resolve(FILE), file.array());
    return open(folder, state);
  }

  /** False if nobody wants it any more. */
  static boolean add(Terms traces, TraceIdFilter filter, BooleanSupplier wanted)
      throws IOException {
    TermsEnum term = traces.iterator();
    int added = 0;
    for (BytesRef next = term.next(); next != null; next = term.next()) {
      filter.add(key(next));
      if (++added % ASK_EVERY == 0 && !wanted.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** Of a trace's term, for the filter. */
  static long key(BytesRef term) {
    long key = 0;
    for (int i = 0; i < term.length; i++) {
      key = key << 8 | (term.bytes[term.offset + i] & 0xFF);
    }
    return key;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
