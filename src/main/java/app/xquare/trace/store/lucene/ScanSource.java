package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.ScanPosition;
import java.io.IOException;

/** Part of a scan, in scan order. It stands on a fragment from the beginning. */
interface ScanSource {
  LucenePartition partition();

  ScanPosition position();

  /** The fragment it stands on. */
  Fragment fragment() throws IOException;

  /** Goes to the next fragment; false at the end. */
  boolean advance() throws IOException;
}
