package app.xquare.trace.analytics;

import app.xquare.trace.testing.Backend;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LuceneCatalogOracleIT extends CatalogOracle {
  @TempDir
  private Path folder;

  @Override
  protected Backend open(int round) {
    return Backend.embedded(folder.resolve("round" + round));
  }
}
