package app.xquare.trace.analytics;

import app.xquare.trace.testing.Backend;

/** The catalog itself, over a store that is right by looking at it; quick, so less of it. */
class MemoryCatalogOracleTest extends CatalogOracle {
  MemoryCatalogOracleTest() {
    super(3);
  }

  @Override
  protected Backend open(int round) {
    return Backend.inMemory();
  }
}
