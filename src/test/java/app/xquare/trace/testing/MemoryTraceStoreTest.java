package app.xquare.trace.testing;

import app.xquare.trace.store.TraceStore;
import app.xquare.trace.store.TraceStoreContract;

/** Shows that the contract asks for what a plain list does. */
class MemoryTraceStoreTest extends TraceStoreContract {
  private final TraceStore list = new MemoryTraceStore();

  @Override
  protected TraceStore open() {
    return list;
  }
}
