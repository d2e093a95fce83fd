package app.xquare.trace.store.mongo;

import app.xquare.trace.store.TraceStoreContract;

/** The contract, with the background work of this engine done by hand. */
abstract class MongoContract extends TraceStoreContract {
  private long now;

  @Override
  protected abstract MongoTraceStore open();

  @Override
  protected final void rest() {
    for (int i = 0; i < Replica.LOOKS; i++) {
      now += FilterMaking.LONG_QUIET.toNanos();
      Replica.look((MongoTraceStore) store, now);
    }
  }
}
