package app.xquare.trace.web;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedApiIT extends ApiScenarios {
  @TempDir
  static Path data;

  @Override
  String store() {
    return "xquare.trace.store.data-directory=" + data;
  }
}
