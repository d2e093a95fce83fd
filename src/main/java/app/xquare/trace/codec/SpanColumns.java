package app.xquare.trace.codec;

import app.xquare.trace.model.TraceId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ids and times differ from span to span, and no compression makes random bytes fewer: they are taken
 * out of a fragment's bytes, and zeros take their place. What is left is much alike, so a dictionary
 * finds whole spans instead of the pieces between the numbers. The numbers stand apart: span ids as
 * they are, parents as the distance to their span, times as differences.
 *
 * <p>The framing stays as it is, so both ways walk alike and stop at the same place of malformed
 * bytes. Every change can be undone whatever the bytes are.
 */
final class SpanColumns {
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
      ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ID = MethodHandles.byteArrayViewVarHandle(long[].class,
      ByteOrder.BIG_ENDIAN);
  private static final int NUMBER = Long.BYTES;
  /** Seldom is a larger part of the bytes numbers. */
  private static final int PART = 16;

  private final byte[] bytes;
  private final TraceId traceId;
  private final ProtoBuffer taken;
  /** Where the numbers come from; null while they are taken out. */
  private final @Nullable ProtoReader given;
  private long[] ids = new long[16];
  private int spans;
  private long lastStart;

  private SpanColumns(byte[] bytes, TraceId traceId, @Nullable ProtoReader given) {
    this.bytes = bytes;
    this.traceId = traceId;
    this.given = given;
    this.taken = new ProtoBuffer(given == null ? bytes.length / PART : 0);
  }

  /** @return the numbers, for {@link #putBack} */
  static byte[] takeOut(byte[] tracesData, TraceId id) {
    SpanColumns columns = new SpanColumns(tracesData, id, null);
    columns.walk();
    return columns.taken.toBytes();
  }

  /** Undoes {@link #takeOut}. Of other numbers or bytes anything may come; it is never read past an end. */
  static void putBack(byte[] tracesData, TraceId id, ProtoReader numbers) {
    new SpanColumns(tracesData, id, numbers).walk();
  }

  private void walk() {
    try {
      messages(0, bytes.length, 0);
    } catch (ProtoException malformed) {
      // What was changed before is changed back before.
    }
  }

  /** Resource spans, scope spans and spans lie in one another: field 1, then 2, then 2. */
  private void messages(int begin, int end, int depth) {
    ProtoReader reader = new ProtoReader(bytes, begin, end);
    int wanted = depth == 0 ? TracesDataWalk.RESOURCE_SPANS : TracesDataWalk.SPANS;
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag != wanted) {
        reader.skip(tag);
        continue;
      }
      int to = reader.skipLength();
      if (depth < 2) {
        messages(reader.contentStart(), to, depth + 1);
      } else {
        span(reader.contentStart(), to);
      }
    }
  }

  /** Up to its end time: behind that are attributes, wherever spans are made. */
  private void span(int begin, int end) {
    ProtoReader reader = new ProtoReader(bytes, begin, end);
    long start = 0;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case SpanFields.TRACE_ID, SpanFields.SPAN_ID, SpanFields.PARENT_SPAN_ID -> {
          int to = reader.skipLength();
          id(tag, reader.contentStart(), to);
        }
        case SpanFields.START -> {
          int at = reader.position();
          reader.fixed64();
          start = time(at, lastStart);
          lastStart = start;
        }
        case SpanFields.END -> {
          int at = reader.position();
          reader.fixed64();
          time(at, start);
          return;
        }
        default -> reader.skip(tag);
      }
    }
  }

  private void id(int tag, int at, int to) {
    if (tag == SpanFields.TRACE_ID) {
      if (to - at == TraceId.BYTES) {
        // Twice the same gives back the number, whatever it was; of the trace's own it makes zeros.
        ID.set(bytes, at, (long) ID.get(bytes, at) ^ traceId.high());
        ID.set(bytes, at + NUMBER, (long) ID.get(bytes, at + NUMBER) ^ traceId.low());
      }
    } else if (to - at == NUMBER) {
      if (tag == SpanFields.SPAN_ID) {
        spanId(at);
      } else {
        parent(at);
      }
    }
  }

  private void spanId(int at) {
    long id;
    if (given == null) {
      id = (long) LONG.get(bytes, at);
      taken.fixed64(id);
      LONG.set(bytes, at, 0L);
    } else {
      id = given.fixed64();
      LONG.set(bytes, at, id);
    }
    if (spans == ids.length) {
      ids = Arrays.copyOf(ids, 2 * spans);
    }
    ids[spans++] = id;
  }

  /** The distance to the span before that has this id, or zero and the id. */
  private void parent(int at) {
    if (given == null) {
      long id = (long) LONG.get(bytes, at);
      int distance = distance(id);
      taken.varint(distance);
      if (distance == 0) {
        taken.fixed64(id);
      }
      LONG.set(bytes, at, 0L);
    } else {
      long distance = given.varint();
      if (distance < 0 || distance > spans) {
        throw new ProtoException(given.position(), "there is no span " + distance + " before");
      }
      LONG.set(bytes, at, distance == 0 ? given.fixed64() : ids[spans - (int) distance]);
    }
  }

  private int distance(long id) {
    for (int i = spans - 1; i >= 0; i--) {
      if (ids[i] == id) {
        return spans - i;
      }
    }
    return 0;
  }

  private long time(int at, long base) {
    if (given == null) {
      long time = (long) LONG.get(bytes, at);
      long difference = time - base;
      taken.varint(difference << 1 ^ difference >> 63);
      LONG.set(bytes, at, 0L);
      return time;
    }
    long zigzag = given.varint();
    long time = base + (zigzag >>> 1 ^ -(zigzag & 1));
    LONG.set(bytes, at, time);
    return time;
  }
}
