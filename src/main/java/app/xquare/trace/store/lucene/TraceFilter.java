package app.xquare.trace.store.lucene;

import app.xquare.trace.model.TraceId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which traces a partition that is not written any more may hold: a Bloom filter over the terms of
 * their ids, about one of a hundred wrong. It is a mapped file, not heap, so there may be many.
 */
final class TraceFilter {
  static final String FILE = "traces.filter";

  private static final Logger log = LoggerFactory.getLogger(TraceFilter.class);
  private static final long MAGIC = 0x5851_5446_3030_3031L; // XQTF0001
  private static final int HEADER = 4 * Long.BYTES;
  private static final int BITS_PER_TRACE = 10;
  private static final int PROBES = 7;
  /** A file is mapped and checked in one piece. */
  private static final long MAX_WORDS = (Integer.MAX_VALUE - 4_096) / Long.BYTES;
  private static final int ASK_EVERY = 1 << 16;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED
      .withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment words;
  private final long bits;

  private TraceFilter(MemorySegment words) {
    this.words = words;
    this.bits = words.byteSize() * Byte.SIZE;
  }

  boolean mayHold(TraceId id) {
    long key = key(FragmentDocument.term(id));
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(key, probe, bits);
      if ((words.get(WORD, (bit >>> 6) * Long.BYTES) & (1L << (bit & 63))) == 0) {
        return false;
      }
    }
    return true;
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
    return same ? new TraceFilter(mapped.asSlice(HEADER, count * Long.BYTES)) : null;
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
    long count = traces * BITS_PER_TRACE / Long.SIZE + 1;
    if (count > MAX_WORDS) {
      return null;
    }
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(HEADER + count * Long.BYTES) + 4);
    file.putLong(MAGIC).putLong(state.fragments()).putLong(state.lastSequence()).putLong(count);
    for (LeafReaderContext leaf : all.leaves()) {
      if (!add(Terms.getTerms(leaf.reader(), FragmentDocument.TRACE), file, count, wanted)) {
        return null;
      }
    }
    int end = file.capacity() - Integer.BYTES;
    file.putInt(end, crc(file.duplicate().position(0).limit(end)));
    write(folder, file.clear());
    return open(folder, state);
  }

  private static boolean add(Terms traces, ByteBuffer file, long count, BooleanSupplier wanted)
      throws IOException {
    TermsEnum term = traces.iterator();
    int added = 0;
    for (BytesRef next = term.next(); next != null; next = term.next()) {
      long key = key(next);
      for (int probe = 0; probe < PROBES; probe++) {
        long bit = bit(key, probe, count * Long.SIZE);
        int at = HEADER + (int) (bit >>> 6) * Long.BYTES;
        file.putLong(at, file.getLong(at) | (1L << (bit & 63)));
      }
      if (++added % ASK_EVERY == 0 && !wanted.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path folder, ByteBuffer content) throws IOException {
    Path written = folder.resolve(FILE + ".new");
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    Files.move(written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(folder, true);
  }

  private static long key(BytesRef term) {
    long key = 0;
    for (int i = 0; i < term.length; i++) {
      key = key << 8 | (term.bytes[term.offset + i] & 0xFF);
    }
    return key;
  }

  /** Two hashes make all of them. */
  private static long bit(long key, int probe, long bits) {
    long first = mix(key + 0x9E37_79B9_7F4A_7C15L);
    long second = mix(first ^ 0xD1B5_4A32_D192_ED03L) | 1;
    return ((first + probe * second) >>> 1) % bits;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
