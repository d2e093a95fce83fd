package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server leaves no folders behind, whatever ends it. */
class TemporaryFoldersIT {
  @TempDir
  Path folder;

  @Test
  void aKilledServerLeavesNone() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    try (ServerProcess server = ServerProcess
        .start(folder.resolve("server.log"),
            List.of("-Xmx256m", "-Djava.io.tmpdir=" + temporary),
            List.of("xquare.trace.store.data-directory=" + folder.resolve("data")))
        .awaitReady()) {
      assertThat(server.get("/api/v1/services").statusCode()).isEqualTo(200);
      assertThat(server.get("/swagger-ui/index.html").statusCode()).isEqualTo(200);
      server.kill();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().startsWith("hsperfdata"))).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
