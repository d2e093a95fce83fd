package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Files on a disk that fails when it is told to. */
final class FaultyLogFiles implements LogFile.Opener {
  enum Fault {
    WRITE,
    PARTIAL_WRITE,
    FORCE,
    PARTIAL_WRITE_AND_TRUNCATE
  }

  volatile @Nullable Fault fault;

  @Override
  public LogFile open(Path path) throws IOException {
    LogFile file = LogFile.onDisk(path);
    return new LogFile() {
      @Override
      public void write(byte[] bytes) throws IOException {
        if (fault == Fault.PARTIAL_WRITE || fault == Fault.PARTIAL_WRITE_AND_TRUNCATE) {
          file.write(Arrays.copyOf(bytes, bytes.length / 2));
        }
        if (fault != null && fault != Fault.FORCE) {
          throw full();
        }
        file.write(bytes);
      }

      @Override
      public void force() throws IOException {
        if (fault == Fault.FORCE) {
          throw full();
        }
        file.force();
      }

      @Override
      public void truncate(long size) throws IOException {
        if (fault == Fault.PARTIAL_WRITE_AND_TRUNCATE) {
          throw full();
        }
        file.truncate(size);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  private static IOException full() {
    return new IOException("No space left on device");
  }
}
