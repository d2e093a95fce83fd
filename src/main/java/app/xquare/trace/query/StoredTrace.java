package app.xquare.trace.query;

import app.xquare.trace.codec.TracesData;
import app.xquare.trace.model.Span;
import java.time.Instant;
import java.util.List;

/** One trace as it is stored at a moment. */
public final class StoredTrace {
  private final SpanSet spans;
  private final Instant newestArrival;
  private final boolean stillReceiving;

  StoredTrace(SpanSet spans, Instant newestArrival, boolean stillReceiving) {
    this.spans = spans;
    this.newestArrival = newestArrival;
    this.stillReceiving = stillReceiving;
  }

  /** Every span once, by start, then by unsigned span id. */
  public List<Span> spans() {
    return spans.spans();
  }

  /** When the last of its spans were taken in. */
  public Instant newestArrival() {
    return newestArrival;
  }

  /** Whether that was so short a time ago that more may come. */
  public boolean stillReceiving() {
    return stillReceiving;
  }

  public TraceSummary summary() {
    return TraceSummary.of(spans, stillReceiving);
  }

  public TraceTree tree() {
    return TraceTree.of(spans, stillReceiving);
  }

  /** The {@link #spans()} as OTLP {@code TracesData}, each with the very bytes that were sent. */
  public byte[] otlp() {
    return TracesData.writeSpans(spans.spans());
  }
}
