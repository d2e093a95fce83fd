package app.xquare.trace.codec;

import java.io.ByteArrayOutputStream;

/**
 * Walks {@code TracesData} or {@code ExportTraceServiceRequest} (the same form) once, down to the
 * spans' bytes, without decoding them.
 */
public final class TracesDataWalk {
  static final int RESOURCE_SPANS = 1 << 3 | ProtoReader.LENGTH;
  static final int SCOPE_SPANS = 2 << 3 | ProtoReader.LENGTH;
  static final int SPANS = 2 << 3 | ProtoReader.LENGTH;
  private static final byte[] NONE = {};

  private TracesDataWalk() {}

  /** Gets the parts in the order in which they stand in the message. */
  public interface Visitor {
    /** @param head all fields of a {@code ResourceSpans} but its scope spans */
    void resource(byte[] head);

    /** @param head all fields of a {@code ScopeSpans} but its spans */
    void scope(byte[] head);

    /** One span's message lies in {@code buffer} from {@code from} to before {@code to}. */
    void span(byte[] buffer, int from, int to);
  }

  /** @throws ProtoException if the framing is malformed; the visitor MAY have been called before */
  public static void walk(byte[] buffer, int from, int to, Visitor visitor) {
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == RESOURCE_SPANS) {
        int end = reader.skipLength();
        resourceSpans(buffer, reader.contentStart(), end, visitor);
      } else {
        reader.skip(tag);
      }
    }
  }

  private static void resourceSpans(byte[] buffer, int from, int to, Visitor visitor) {
    visitor.resource(head(buffer, from, to, SCOPE_SPANS));
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == SCOPE_SPANS) {
        int end = reader.skipLength();
        scopeSpans(buffer, reader.contentStart(), end, visitor);
      } else {
        reader.skip(tag);
      }
    }
  }

  private static void scopeSpans(byte[] buffer, int from, int to, Visitor visitor) {
    visitor.scope(head(buffer, from, to, SPANS));
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == SPANS) {
        int end = reader.skipLength();
        visitor.span(buffer, reader.contentStart(), end);
      } else {
        reader.skip(tag);
      }
    }
  }

  /** Everything but the repeated field, which is nearly always one range or two. */
  private static byte[] head(byte[] buffer, int from, int to, int repeated) {
    ByteArrayOutputStream head = null;
    ProtoReader reader = new ProtoReader(buffer, from, to);
    while (reader.hasMore()) {
      int start = reader.position();
      int tag = reader.tag();
      reader.skip(tag);
      if (tag != repeated) {
        if (head == null) {
          head = new ByteArrayOutputStream(128);
        }
        head.write(buffer, start, reader.position() - start);
      }
    }
    return head == null ? NONE : head.toByteArray();
  }
}
