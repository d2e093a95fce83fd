package app.xquare.trace.ingest;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.codec.TracesData;
import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes fragments of the spans that a commit brings together. For one thread at a time. */
final class FragmentBuilder {
  // Larger fragments would make a search read much for one span of a huge trace.
  private static final int MAX_SPANS = 512;
  private static final int MAX_BYTES = 1 << 20;

  private final FragmentCodec codec;
  private final Consumer<byte[]> samples;
  private final LongBag tokens = new LongBag();

  /** @param samples gets what was compressed, to learn from */
  FragmentBuilder(FragmentCodec codec, Consumer<byte[]> samples) {
    this.codec = codec;
    this.samples = samples;
  }

  /** The spans grouped as they will be stored: by trace, near in time, and not too many. */
  List<List<WalkedSpan>> group(List<WalkedSpan> spans) {
    Map<TraceId, List<WalkedSpan>> traces = new LinkedHashMap<>();
    for (WalkedSpan span : spans) {
      traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
    }
    List<List<WalkedSpan>> groups = new ArrayList<>(traces.size());
    for (List<WalkedSpan> trace : traces.values()) {
      split(trace, groups);
    }
    return groups;
  }

  /** @param sequence the number of the first group, the others follow */
  List<Commit.Entry> build(List<List<WalkedSpan>> groups, long sequence) {
    List<Commit.Entry> entries = new ArrayList<>(groups.size());
    for (List<WalkedSpan> group : groups) {
      entries.add(entry(group, sequence + entries.size()));
    }
    return entries;
  }

  private static void split(List<WalkedSpan> trace, List<List<WalkedSpan>> groups) {
    trace.sort(Comparator.comparingLong(WalkedSpan::startUnixNano));
    if (isSmall(trace)) {
      groups.add(trace);
      return;
    }
    int from = 0;
    long bytes = 0;
    Heads heads = new Heads();
    for (int i = 0; i < trace.size(); i++) {
      WalkedSpan span = trace.get(i);
      long added = span.wire().length() + heads.add(span.wire());
      boolean full = i - from == MAX_SPANS || bytes + added > MAX_BYTES
          || span.startUnixNano() - trace.get(from).startUnixNano() > Fragment.MAX_SPREAD_NANOS;
      if (full && i > from) {
        groups.add(trace.subList(from, i));
        from = i;
        bytes = 0;
        heads = new Heads();
        added = span.wire().length() + heads.add(span.wire());
      }
      bytes += added;
    }
    groups.add(trace.subList(from, trace.size()));
  }

  /** Whether it is one fragment even if every span had resource and scope for itself. */
  private static boolean isSmall(List<WalkedSpan> trace) {
    long bytes = 0;
    for (WalkedSpan span : trace) {
      bytes += span.wire().length() + span.wire().resourceHead().length
          + span.wire().scopeHead().length;
    }
    return trace.size() <= MAX_SPANS && bytes <= MAX_BYTES && trace.getLast().startUnixNano()
        - trace.getFirst().startUnixNano() <= Fragment.MAX_SPREAD_NANOS;
  }

  @SuppressWarnings("ReferenceEquality") // the same one stands for all spans of a resource
  private Commit.Entry entry(List<WalkedSpan> spans, long sequence) {
    List<WireSpan> wires = new ArrayList<>(spans.size());
    tokens.clear();
    KnownResource last = null;
    long maxDuration = 0;
    for (WalkedSpan span : spans) {
      wires.add(span.wire());
      tokens.addAll(span.tokens());
      if (span.resource() != last) {
        last = span.resource();
        tokens.addAll(last.tokens());
      }
      maxDuration = Math.max(maxDuration, span.endUnixNano() - span.startUnixNano());
    }
    WalkedSpan first = spans.getFirst();
    byte[] tracesData = TracesData.write(wires);
    byte[] payload = codec.encode(first.traceId(), tracesData);
    samples.accept(tracesData);
    Fragment fragment = new Fragment(first.traceId(), sequence, first.startUnixNano(),
        spans.getLast().startUnixNano(), maxDuration, spans.size(), payload);
    return new Commit.Entry(fragment, tokens.toSet());
  }
}
