package app.xquare.trace.store;

import app.xquare.trace.model.Fragment;
import org.jspecify.annotations.Nullable;

/** A running scan. For one thread. */
public interface FragmentScan extends AutoCloseable {
  /** The next fragment, or null at the end. */
  @Nullable
  Fragment next();

  @Override
  void close();
}
