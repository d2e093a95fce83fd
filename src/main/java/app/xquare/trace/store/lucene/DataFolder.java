package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.store.PartitionName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/** The store's folder: owned by one process at a time, and the small files in it. */
final class DataFolder implements AutoCloseable {
  /** Closing a second channel on the lock file would give up the lock of the whole process. */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel lockFile;
  /** Looked up once: that reads the table of mounts, and every commit asks for its space. */
  private final FileStore disk;

  private DataFolder(Path root, FileStore disk, FileChannel lockFile) {
    this.root = root;
    this.disk = disk;
    this.lockFile = lockFile;
  }

  /** @throws DataFolderException if it cannot be written, another store owns it or it has another format */
  static DataFolder own(Path path) {
    Path root;
    try {
      Files.createDirectories(path);
      root = path.toRealPath();
    } catch (IOException e) {
      throw DataFolderException.notWritable(path, e);
    }
    if (!OWNED.add(root)) {
      throw DataFolderException.inUse(root, "this process");
    }
    try {
      DataFolder folder = new DataFolder(root, Files.getFileStore(root), lock(root));
      folder.checkFormat();
      return folder;
    } catch (IOException e) {
      OWNED.remove(root);
      throw DataFolderException.notWritable(path, e);
    } catch (RuntimeException e) {
      OWNED.remove(root);
      throw e;
    }
  }

  private static FileChannel lock(Path root) {
    Path path = root.resolve("owner.lock");
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE,
          StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw DataFolderException.inUse(root, "process " + Files.readString(path).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(
          Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return channel;
    } catch (IOException e) {
      throw DataFolderException.notWritable(root, e);
    }
  }

  private void checkFormat() {
    try {
      FolderFormat.check(root);
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(lockFile);
      throw DataFolderException.notWritable(root, e);
    } catch (RuntimeException e) {
      IOUtils.closeWhileHandlingException(lockFile);
      throw e;
    }
  }

  Path root() {
    return root;
  }

  Path log() {
    return root.resolve("wal");
  }

  Path partition(String name) {
    return root.resolve("partitions").resolve(name);
  }

  /** The folders of all partitions; what an earlier process left half made or half deleted is removed. */
  List<Path> partitions() throws IOException {
    Path parent = Files.createDirectories(root.resolve("partitions"));
    List<Path> found = new ArrayList<>();
    try (Stream<Path> paths = Files.list(parent)) {
      for (Path path : paths.sorted().toList()) {
        String name = path.getFileName().toString();
        if (PartitionName.isOne(name)) {
          found.add(path);
        } else if (isLeft(name)) {
          delete(path);
        }
      }
    }
    return found;
  }

  private static boolean isLeft(String name) {
    int end = name.indexOf('.');
    return end > 0 && PartitionName.isOne(name.substring(0, end))
        && (name.startsWith(".new", end) || name.startsWith(".dropped", end));
  }

  /** Appears in one step, or not at all. */
  Path createPartition(String name) throws IOException {
    Path made = partition(name + ".new");
    delete(made);
    IndexWriting.create(made);
    Path folder = partition(name);
    Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(folder.getParent(), true);
    return folder;
  }

  /** Takes a partition out in one step; the folder that is left is to be deleted. */
  Path removePartition(String name) throws IOException {
    Path dropped = partition(name + ".dropped-" + System.nanoTime());
    Files.move(partition(name), dropped, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(dropped.getParent(), true);
    return dropped;
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      IOUtils.rm(folder);
    }
  }

  /** Writes a small file, which appears or is replaced in one step, or not at all. */
  static void write(Path file, byte[] content) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.write(written, content);
    IOUtils.fsync(written, false);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(file.getParent(), true);
  }

  /** What the files take; those that come and go meanwhile may be missed. */
  static long bytes(Path folder) throws IOException {
    long[] sum = new long[1];
    Files.walkFileTree(folder, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        sum[0] += attributes.size();
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
      }
    });
    return sum[0];
  }

  long usableBytes() throws IOException {
    return disk.getUsableSpace();
  }

  byte @Nullable [] dictionary(int id) throws IOException {
    byte[] stored;
    try {
      stored = Files.readAllBytes(dictionaryFile(id));
    } catch (NoSuchFileException e) {
      return null;
    }
    int length = stored.length - Integer.BYTES;
    if (length < 0 || ByteBuffer.wrap(stored).getInt(length) != crc(stored, length)) {
      throw new CorruptDataException(
          "dictionary " + id + " is damaged: " + dictionaryFile(id) + " has a wrong checksum",
          null);
    }
    return Arrays.copyOf(stored, length);
  }

  synchronized void saveDictionary(int id, byte[] dictionary) throws IOException {
    byte[] known = dictionary(id);
    if (known != null) {
      if (!Arrays.equals(known, dictionary)) {
        throw new IllegalArgumentException("dictionary " + id + " exists with other bytes");
      }
      return;
    }
    Path file = dictionaryFile(id);
    Files.createDirectories(file.getParent());
    write(file, ByteBuffer.allocate(dictionary.length + Integer.BYTES).put(dictionary)
        .putInt(crc(dictionary, dictionary.length)).array());
  }

  List<Integer> dictionaries() throws IOException {
    Path parent = Files.createDirectories(root.resolve("dictionaries"));
    try (Stream<Path> paths = Files.list(parent)) {
      return paths.map(path -> path.getFileName().toString())
          .filter(name -> name.matches("\\d{1,10}\\.dict"))
          .map(name -> Integer.parseInt(name, 0, name.length() - 5, 10)).sorted().toList();
    }
  }

  synchronized void dropDictionary(int id) throws IOException {
    if (Files.deleteIfExists(dictionaryFile(id))) {
      IOUtils.fsync(root.resolve("dictionaries"), true);
    }
  }

  private Path dictionaryFile(int id) {
    return root.resolve("dictionaries").resolve(id + ".dict");
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    try {
      lockFile.close();
    } finally {
      OWNED.remove(root);
    }
  }
}
