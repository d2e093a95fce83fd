package app.xquare.trace.query;

import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.Counts;

/** The search itself, over a store that is right by looking at it; quick, so less of it. */
class MemorySearchOracleTest extends SearchOracle {
  MemorySearchOracleTest() {
    super(Counts.sample(1, 20));
  }

  @Override
  protected Backend open(int round) {
    return Backend.inMemory(UNINDEXED);
  }
}
