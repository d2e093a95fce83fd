package app.xquare.trace.store.lucene;

import static java.nio.file.StandardOpenOption.READ;

import app.xquare.trace.model.CorruptDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.lucene.util.IOConsumer;

/**
 * One file of the log. Every record begins with the file's random mark, so that bytes which a client
 * sent can never pass for a record.
 */
record LogSegment(Path path, long number) {
  static final int HEADER = 20;
  static final int RECORD_HEADER = 16;
  private static final long MAGIC = 0x5851_5457_414C_3031L;

  private static final Pattern NAME = Pattern.compile("(\\d{16})\\.(log|kept)");

  static LogSegment of(Path folder, long number) {
    // In the digits that are listed and parsed, whatever the locale's own are.
    return new LogSegment(folder.resolve(String.format(Locale.ROOT, "%016d.log", number)), number);
  }

  /** The log's files in their order, without those that are kept. */
  static List<LogSegment> list(Path folder) throws IOException {
    return list(folder, "log");
  }

  /** The files that are kept for a partition that could not be recovered, in their order. */
  static List<LogSegment> kept(Path folder) throws IOException {
    return list(folder, "kept");
  }

  private static List<LogSegment> list(Path folder, String kind) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> NAME.matcher(path.getFileName().toString()))
          .filter(name -> name.matches() && name.group(2).equals(kind))
          .map(name -> new LogSegment(folder.resolve(name.group()),
              Long.parseLong(name.group(1), 10)))
          .sorted(Comparator.comparingLong(LogSegment::number)).toList();
    }
  }

  /** From now on it is one of {@link #kept}. */
  void keep() throws IOException {
    String name = path.getFileName().toString();
    Files.move(path, path.resolveSibling(name.replace(".log", ".kept")),
        StandardCopyOption.ATOMIC_MOVE);
  }

  static byte[] header(long mark) {
    ByteBuffer header = ByteBuffer.allocate(HEADER).putLong(MAGIC).putLong(mark);
    return header.putInt(headerCrc(header)).array();
  }

  static long newMark() {
    return ThreadLocalRandom.current().nextLong();
  }

  static byte[] recordHeader(long mark, byte[] body) {
    ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER).putLong(mark).putInt(body.length);
    return header.putInt(recordCrc(header.array(), ByteBuffer.wrap(body))).array();
  }

  /**
   * Hands over the bodies of all whole records.
   *
   * @return where the last whole record ends; less than the file's size if a torn write follows; zero
   *   if not even the file's header is whole
   * @throws CorruptDataException if whole records follow a broken one: a crash cannot do that
   */
  long read(IOConsumer<ByteBuffer> bodies) throws IOException {
    try (FileChannel channel = FileChannel.open(path, READ); Arena arena = Arena.ofConfined()) {
      ByteBuffer data = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      if (data.limit() < HEADER || data.getLong(0) != MAGIC
          || data.getInt(16) != headerCrc(data)) {
        if (data.limit() > HEADER) {
          throw damaged(0);
        }
        return 0;
      }
      long mark = data.getLong(8);
      int end = HEADER;
      while (isRecord(data, end, mark)) {
        int length = data.getInt(end + 8);
        bodies.accept(data.slice(end + RECORD_HEADER, length));
        end += RECORD_HEADER + length;
      }
      for (int later = end + 1; later <= data.limit() - RECORD_HEADER; later++) {
        if (isRecord(data, later, mark)) {
          throw damaged(end);
        }
      }
      return end;
    }
  }

  CorruptDataException damaged(long offset) {
    return new CorruptDataException("the write-ahead log is damaged: " + path + " at byte " + offset
        + ", with acknowledged records after it. Restore the file from a copy, or, to give up what"
        + " it holds, move it away together with all older files of its folder", null);
  }

  private static boolean isRecord(ByteBuffer data, int offset, long mark) {
    if (data.limit() - offset < RECORD_HEADER || data.getLong(offset) != mark) {
      return false;
    }
    int length = data.getInt(offset + 8);
    return length >= 0 && length <= data.limit() - offset - RECORD_HEADER
        && data.getInt(offset + 12) == recordCrc(header(data, offset),
            data.slice(offset + RECORD_HEADER, length));
  }

  private static byte[] header(ByteBuffer data, int offset) {
    byte[] header = new byte[RECORD_HEADER];
    data.get(offset, header);
    return header;
  }

  private static int recordCrc(byte[] header, ByteBuffer body) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, RECORD_HEADER - Integer.BYTES);
    crc.update(body);
    return (int) crc.getValue();
  }

  private static int headerCrc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, HEADER - Integer.BYTES));
    return (int) crc.getValue();
  }
}
