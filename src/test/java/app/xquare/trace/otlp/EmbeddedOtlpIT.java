package app.xquare.trace.otlp;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedOtlpIT extends OtlpScenarios {
  @TempDir
  static Path data;

  @Override
  String store() {
    return "xquare.trace.store.data-directory=" + data;
  }
}
