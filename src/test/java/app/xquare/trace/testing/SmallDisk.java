package app.xquare.trace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own that is soon full. Only who may mount one can run such a test. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Skips the test, and says so, where file systems cannot be mounted. */
  public static SmallDisk mount(Path folder, int megabytes) throws IOException {
    Files.createDirectories(folder);
    assumeTrue(
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs",
            folder.toString())),
        "skipped: this user cannot mount a file system");
    return new SmallDisk(folder);
  }

  public Path folder() {
    return folder;
  }

  public long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Takes space away, at most all there is. */
  public void fill(String name, int megabytes) throws IOException {
    byte[] megabyte = new byte[1 << 20];
    try (var out = Files.newOutputStream(folder.resolve(name))) {
      for (int i = 0; i < megabytes; i++) {
        out.write(megabyte);
      }
    } catch (IOException full) {
      assertThat(free()).isLessThan(1 << 20);
    }
  }

  public void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  private static boolean run(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().join().exitValue() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  @Override
  public void close() {
    assertThat(run(List.of("umount", "-l", folder.toString()))).isTrue();
  }
}
