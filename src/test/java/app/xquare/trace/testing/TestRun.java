package app.xquare.trace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** What holds for every test of this process; found through {@code META-INF/services}. */
public final class TestRun implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    // Only a fault reaches it, however busy the machine.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.exists(temporary)) {
      try {
        Files.createDirectories(temporary);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // The first to be registered is the last to be deleted, and stays if anything is left in it.
      temporary.toFile().deleteOnExit();
    }
  }
}
