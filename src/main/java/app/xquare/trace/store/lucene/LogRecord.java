package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A commit as the body of a log record; the package description has the layout. */
final class LogRecord {
  /** Of a fragment without its payload and tokens. */
  private static final int FRAGMENT_BYTES = 6 * Long.BYTES + 3 * Integer.BYTES;

  private LogRecord() {}

  static byte[] encode(Commit commit) {
    byte[] partition = commit.partition().getBytes(StandardCharsets.UTF_8);
    List<byte[]> catalog = commit.catalog().stream()
        .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer out = ByteBuffer.allocate(size(partition, commit.entries(), catalog));
    out.putInt(partition.length).put(partition).putInt(commit.entries().size());
    for (Commit.Entry entry : commit.entries()) {
      Fragment fragment = entry.fragment();
      out.putLong(fragment.traceId().high()).putLong(fragment.traceId().low());
      out.putLong(fragment.sequence()).putLong(fragment.startUnixNano());
      out.putLong(fragment.lastStartUnixNano()).putLong(fragment.maxDurationNanos());
      out.putInt(fragment.spanCount());
      out.putInt(fragment.payload().length).put(fragment.payload());
      out.putInt(entry.tokens().length);
      for (long token : entry.tokens()) {
        out.putLong(token);
      }
    }
    out.putInt(catalog.size());
    catalog.forEach(text -> out.putInt(text.length).put(text));
    return out.array();
  }

  private static int size(byte[] partition, List<Commit.Entry> entries, List<byte[]> catalog) {
    long bytes = 3L * Integer.BYTES + partition.length;
    for (Commit.Entry entry : entries) {
      bytes += FRAGMENT_BYTES + entry.fragment().payload().length
          + (long) Long.BYTES * entry.tokens().length;
    }
    for (byte[] text : catalog) {
      bytes += Integer.BYTES + text.length;
    }
    return Math.toIntExact(bytes);
  }

  /** @throws java.nio.BufferUnderflowException if it is too short */
  static Commit decode(ByteBuffer in) {
    String partition = readText(in);
    int count = in.getInt();
    List<Commit.Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      TraceId id = new TraceId(in.getLong(), in.getLong());
      long sequence = in.getLong();
      long start = in.getLong();
      long lastStart = in.getLong();
      long duration = in.getLong();
      int spans = in.getInt();
      byte[] payload = new byte[in.getInt()];
      in.get(payload);
      entries.add(new Commit.Entry(
          new Fragment(id, sequence, start, lastStart, duration, spans, payload), readTokens(in)));
    }
    return new Commit(partition, entries, readTexts(in));
  }

  private static long[] readTokens(ByteBuffer in) {
    long[] tokens = new long[in.getInt()];
    in.asLongBuffer().get(tokens);
    in.position(in.position() + Long.BYTES * tokens.length);
    return tokens;
  }

  private static Set<String> readTexts(ByteBuffer in) {
    int count = in.getInt();
    Set<String> texts = LinkedHashSet.newLinkedHashSet(count);
    for (int i = 0; i < count; i++) {
      texts.add(readText(in));
    }
    return texts;
  }

  private static String readText(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
