package app.xquare.trace.codec;

import app.xquare.trace.model.InvalidInputException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * OTLP's JSON encoding, to protobuf and back, as the OTLP specification has it: trace and span ids in
 * hexadecimal of any case, other bytes in base64, enums as integers only, lowerCamelCase keys, unknown
 * keys ignored, 64-bit integers as a string or a number. A null is a key left out; of a key given twice
 * the last counts, and likewise of the alternatives of a value.
 */
public final class OtlpJson {
  private static final MessageShape TRACES = MessageShape
      .of(ExportTraceServiceRequest.getDescriptor());

  private OtlpJson() {}

  /**
   * The protobuf bytes of an {@code ExportTraceServiceRequest} (or {@code TracesData}, the same form).
   *
   * @throws InvalidInputException whose field is the place in the document, such as
   *   {@code resourceSpans[0].scopeSpans[0].spans[3].traceId}
   */
  public static byte[] toProtobuf(byte[] json) {
    return OtlpJsonReader.one(TRACES, json);
  }

  /**
   * Reads a file of traces: one document, documents one after the other (the collector writes a
   * request a line), or an array of documents. Each is given out as {@link #toProtobuf} gives it, as
   * soon as it is read.
   *
   * @param requests what it throws ends the reading and is passed on
   * @throws InvalidInputException whose field begins with the document's number from zero where it is
   *   not the only one, such as {@code [2].resourceSpans}; the documents before it were given out
   * @throws java.io.UncheckedIOException if the stream fails
   */
  public static void readAll(InputStream json, Consumer<byte[]> requests) {
    OtlpJsonReader.all(TRACES, json, requests);
  }

  /** @param tracesData protobuf bytes; unknown fields are not shown
   * @throws ProtoException if they are malformed */
  public static byte[] toJson(byte[] tracesData) {
    ByteArrayOutputStream json = new ByteArrayOutputStream(2 * tracesData.length + 32);
    write(tracesData, json);
    return json.toByteArray();
  }

  /**
   * {@link #toJson(byte[])} to a stream, which stays open.
   *
   * @throws java.io.UncheckedIOException if the stream fails
   */
  public static void write(byte[] tracesData, OutputStream json) {
    OtlpJsonWriter.write(TRACES, tracesData, json);
  }

  /** Any message of OTLP, such as a response. */
  public static byte[] toJson(Message message) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    OtlpJsonWriter.write(MessageShape.of(message.getDescriptorForType()), message.toByteArray(),
        json);
    return json.toByteArray();
  }
}
