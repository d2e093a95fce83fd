package app.xquare.trace.codec;

import app.xquare.trace.model.Resource;
import app.xquare.trace.model.Scope;
import app.xquare.trace.model.Span;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
    Grouped<Grouped<List<WireSpan>>> resources = new Grouped<>(() -> new Grouped<>(ArrayList::new));
    for (WireSpan span : spans) {
      resources.at(span.resourceHead()).at(span.scopeHead()).add(span);
    }
    long total = 0;
    for (Map.Entry<byte[], Grouped<List<WireSpan>>> resource : resources.groups) {
      total += field(resourceSize(resource));
    }
    byte[] bytes = new byte[Math.toIntExact(total)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<byte[], Grouped<List<WireSpan>>> resource : resources.groups) {
        out.writeUInt32NoTag(TracesDataWalk.RESOURCE_SPANS);
        out.writeUInt32NoTag(Math.toIntExact(resourceSize(resource)));
        out.writeRawBytes(resource.getKey());
        for (Map.Entry<byte[], List<WireSpan>> scope : resource.getValue().groups) {
          out.writeUInt32NoTag(TracesDataWalk.SCOPE_SPANS);
          out.writeUInt32NoTag(Math.toIntExact(scopeSize(scope)));
          out.writeRawBytes(scope.getKey());
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

  private static long resourceSize(Map.Entry<byte[], Grouped<List<WireSpan>>> resource) {
    long size = resource.getKey().length;
    for (Map.Entry<byte[], List<WireSpan>> scope : resource.getValue().groups) {
      size += field(scopeSize(scope));
    }
    return size;
  }

  private static long scopeSize(Map.Entry<byte[], List<WireSpan>> scope) {
    long size = scope.getKey().length;
    for (WireSpan span : scope.getValue()) {
      size += field(span.length());
    }
    return size;
  }

  /** All fields written here have one-byte tags. */
  private static long field(long length) {
    return 1 + CodedOutputStream.computeUInt64SizeNoTag(length) + length;
  }
}
