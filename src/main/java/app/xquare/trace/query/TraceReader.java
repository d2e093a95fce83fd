package app.xquare.trace.query;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole traces. Safe for use by many threads. */
public final class TraceReader {
  /** Spans of one trace seldom arrive further apart: exporters send every few seconds. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final TraceStore store;
  private final Sequence sequence;
  private final FragmentCodec codec;

  TraceReader(TraceStore store, Sequence sequence, FragmentCodec codec) {
    this.store = store;
    this.sequence = sequence;
    this.codec = codec;
  }

  /** Everything that was acknowledged of a trace, or null if that is nothing. */
  public @Nullable StoredTrace read(TraceId traceId) {
    long snapshot = sequence.snapshot();
    List<Fragment> fragments = store.fragments(traceId, snapshot);
    if (fragments.isEmpty()) {
      return null;
    }
    List<Span> received = new ArrayList<>();
    long newest = 0;
    for (Fragment fragment : fragments) {
      received.addAll(codec.spans(traceId, fragment.payload()));
      newest = Math.max(newest, fragment.sequence());
    }
    return new StoredTrace(SpanSet.of(received), Sequence.time(newest),
        isStillReceiving(newest, snapshot));
  }

  static boolean isStillReceiving(long newestSequence, long snapshot) {
    return Sequence.time(newestSequence).plus(QUIET).isAfter(Sequence.time(snapshot));
  }
}
