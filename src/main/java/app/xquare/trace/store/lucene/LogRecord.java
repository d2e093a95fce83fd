package app.xquare.trace.store.lucene;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A commit as the body of a log record; the package description has the layout. */
final class LogRecord {
  private LogRecord() {}

  static byte[] encode(Commit commit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(estimate(commit));
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeText(out, commit.partition());
      out.writeInt(commit.entries().size());
      for (Commit.Entry entry : commit.entries()) {
        Fragment fragment = entry.fragment();
        out.writeLong(fragment.traceId().high());
        out.writeLong(fragment.traceId().low());
        out.writeLong(fragment.sequence());
        out.writeLong(fragment.startUnixNano());
        out.writeLong(fragment.lastStartUnixNano());
        out.writeLong(fragment.maxDurationNanos());
        out.writeInt(fragment.spanCount());
        out.writeInt(fragment.payload().length);
        out.write(fragment.payload());
        writeTexts(out, entry.tokens());
      }
      writeTexts(out, commit.catalog());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static int estimate(Commit commit) {
    int bytes = 1_024;
    for (Commit.Entry entry : commit.entries()) {
      bytes += 64 + entry.fragment().payload().length + 48 * entry.tokens().size();
    }
    return bytes;
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
          new Fragment(id, sequence, start, lastStart, duration, spans, payload), readTexts(in)));
    }
    return new Commit(partition, entries, readTexts(in));
  }

  private static void writeTexts(DataOutputStream out, Set<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
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
