package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Shows everything that was added: what the reader shows, and the commits behind it. The reader is
 * opened anew when that is cheap or there is much behind it, and never while a search waits.
 */
final class NewestReader {
  /** Looking through so many fragments takes about as long as the rest of a search. */
  private static final int MANY = 8_000;

  /** One state. The documents that the reader shows are the first ones, in the order of adding. */
  record View(DirectoryReader reader, List<Segment> segments, List<RecentBatch> recent) {
    void release() throws IOException {
      reader.decRef();
    }
  }

  /** Null at first and in the end. */
  private volatile @Nullable View view;
  private volatile boolean asked;

  /** The caller releases it; null if there is none. */
  @Nullable
  View acquire() {
    asked = true;
    while (true) {
      View newest = view;
      if (newest == null || newest.reader().tryIncRef()) {
        return newest;
      }
    }
  }

  /** Makes look-ups by trace id cheaper, where there were some lately. */
  void filterSegments(BooleanSupplier wanted) throws IOException {
    View newest = view;
    if (newest == null || newest.segments().stream().noneMatch(Segment::isWorthFiltering)
        || !newest.reader().tryIncRef()) {
      return;
    }
    try {
      for (Segment segment : newest.segments()) {
        if (segment.isWorthFiltering()) {
          segment.filter(wanted);
        }
      }
    } finally {
      newest.release();
    }
  }

  /** Documents were added to the index: searches that begin later see them. */
  synchronized void added(RecentBatch batch) {
    View current = view;
    if (current != null) {
      List<RecentBatch> recent = new ArrayList<>(current.recent());
      recent.add(batch);
      view = behind(current.reader(), current.segments(), recent);
    }
  }

  /** Whether searches would gain by {@link #refresh}. */
  boolean isWorthRefreshing() {
    View current = view;
    return asked && current != null
        && current.recent().stream().mapToInt(RecentBatch::size).sum() >= MANY;
  }

  /** Shows as much as possible by the reader. Not for two threads at once. */
  @SuppressWarnings("ReferenceEquality") // still the same reader
  void refresh() throws IOException {
    View current = view;
    if (current == null || current.recent().isEmpty()) {
      return;
    }
    DirectoryReader newer = DirectoryReader.openIfChanged(current.reader());
    if (newer == null) {
      return;
    }
    asked = false;
    boolean shown = false;
    try {
      List<Segment> segments = Segment.of(newer, current.segments());
      synchronized (this) {
        View now = view;
        if (now != null && now.reader() == current.reader()) {
          view = behind(newer, segments, now.recent());
          shown = true;
          now.release();
        }
      }
    } finally {
      if (!shown) {
        newer.close();
      }
    }
  }

  private static View behind(DirectoryReader reader, List<Segment> segments,
      List<RecentBatch> recent) {
    long shown = reader.maxDoc();
    return new View(reader, segments, recent.stream().filter(batch -> batch.end() > shown)
        .map(batch -> batch.behind(shown)).toList());
  }

  /** @param next shows everything; nothing is added meanwhile */
  synchronized void replace(@Nullable DirectoryReader next) throws IOException {
    View old = view;
    List<Segment> known = old == null ? List.of() : old.segments();
    try {
      view = next == null ? null : new View(next, Segment.of(next, known), List.of());
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(next);
      throw e;
    }
    if (old != null) {
      old.release();
    }
  }
}
