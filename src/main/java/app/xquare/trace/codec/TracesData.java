package app.xquare.trace.codec;

import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import app.xquare.trace.model.Span;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP {@code TracesData}: from bytes to spans and back, each span's bytes untouched. */
public final class TracesData {
  private TracesData() {}

  /** @throws ProtoException if the bytes are malformed */
  public static List<Span> read(byte[] tracesData) {
    List<Span> spans = new ArrayList<>();
    TracesDataWalk.walk(tracesData, 0, tracesData.length, new TracesDataWalk.Visitor() {
      private byte[] resourceHead = {};
      private byte[] scopeHead = {};
      private Resource resource = HeadReader.resource(resourceHead);
      private Scope scope = HeadReader.scope(scopeHead);

      @Override
      public void resource(byte[] head) {
        resourceHead = head;
        resource = HeadReader.resource(head);
      }

      @Override
      public void scope(byte[] head) {
        scopeHead = head;
        scope = HeadReader.scope(head);
      }

      @Override
      public void span(byte[] buffer, int from, int to) {
        WireSpan wire = new WireSpan(resourceHead, scopeHead, buffer, from, to - from);
        spans.add(SpanReader.span(wire, resource, scope));
      }
    });
    return spans;
  }

  /** The spans as {@code TracesData}; those with equal resource and scope bytes stand together. */
  public static byte[] write(List<WireSpan> spans) {
    Map<Head, Map<Head, List<WireSpan>>> resources = new LinkedHashMap<>();
    for (WireSpan span : spans) {
      resources.computeIfAbsent(new Head(span.resourceHead()), head -> new LinkedHashMap<>())
          .computeIfAbsent(new Head(span.scopeHead()), head -> new ArrayList<>()).add(span);
    }
    long total = 0;
    for (Map.Entry<Head, Map<Head, List<WireSpan>>> resource : resources.entrySet()) {
      total += field(resourceSize(resource.getKey(), resource.getValue()));
    }
    byte[] bytes = new byte[Math.toIntExact(total)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<Head, Map<Head, List<WireSpan>>> resource : resources.entrySet()) {
        out.writeUInt32NoTag(TracesDataWalk.RESOURCE_SPANS);
        out.writeUInt32NoTag(
            Math.toIntExact(resourceSize(resource.getKey(), resource.getValue())));
        out.writeRawBytes(resource.getKey().bytes);
        for (Map.Entry<Head, List<WireSpan>> scope : resource.getValue().entrySet()) {
          out.writeUInt32NoTag(TracesDataWalk.SCOPE_SPANS);
          out.writeUInt32NoTag(Math.toIntExact(scopeSize(scope.getKey(), scope.getValue())));
          out.writeRawBytes(scope.getKey().bytes);
          for (WireSpan span : scope.getValue()) {
            out.writeUInt32NoTag(TracesDataWalk.SPANS);
            out.writeUInt32NoTag(span.length());
            out.write(span.buffer(), span.offset(), span.length());
          }
        }
      }
      out.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes;
  }

  /** The spans that {@link #read} gave, written again. */
  public static byte[] writeSpans(List<Span> spans) {
    return write(spans.stream().map(span -> (WireSpan) span.source()).toList());
  }

  private static long resourceSize(Head head, Map<Head, List<WireSpan>> scopes) {
    long size = head.bytes.length;
    for (Map.Entry<Head, List<WireSpan>> scope : scopes.entrySet()) {
      size += field(scopeSize(scope.getKey(), scope.getValue()));
    }
    return size;
  }

  private static long scopeSize(Head head, List<WireSpan> spans) {
    long size = head.bytes.length;
    for (WireSpan span : spans) {
      size += field(span.length());
    }
    return size;
  }

  /** All fields written here have one-byte tags. */
  private static long field(long length) {
    return 1 + CodedOutputStream.computeUInt64SizeNoTag(length) + length;
  }

  /** Bytes that are equal by content. */
  private static final class Head {
    private final byte[] bytes;
    private final int hash;

    Head(byte[] bytes) {
      this.bytes = bytes;
      this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Head that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
