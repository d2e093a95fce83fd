package app.xquare.trace.store.lucene;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The little that the log does to a file: tests put faults here. */
interface LogFile extends Closeable {
  /** Opens for writing at the end; makes the file if it is not there. */
  interface Opener {
    LogFile open(Path path) throws IOException;
  }

  void write(byte[] bytes) throws IOException;

  /** Returns when all that was written is on the disk. */
  void force() throws IOException;

  void truncate(long size) throws IOException;

  /** Not a channel: an interrupted thread would close it for everybody. */
  static LogFile onDisk(Path path) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    file.seek(file.length());
    return new LogFile() {
      @Override
      public void write(byte[] bytes) throws IOException {
        file.write(bytes);
      }

      @Override
      public void force() throws IOException {
        file.getFD().sync();
      }

      @Override
      public void truncate(long size) throws IOException {
        file.setLength(size);
        file.seek(size);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
