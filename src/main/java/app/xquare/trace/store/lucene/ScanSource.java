package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.ScanPosition;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Part of a scan, in scan order. */
interface ScanSource {
  LucenePartition partition();

  /** Of the fragment it stands on, or one that no fragment of it comes before. */
  ScanPosition position();

  /** The fragment it stands on; null before its first. */
  @Nullable
  Fragment fragment() throws IOException;

  /** Goes to the next fragment; false at the end. */
  boolean advance() throws IOException;
}
