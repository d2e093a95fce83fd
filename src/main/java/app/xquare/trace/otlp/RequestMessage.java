package app.xquare.trace.otlp;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC request's bytes as they came, or why they could not be decompressed: thrown while gRPC
 * reads, that would be answered with {@code UNKNOWN}.
 */
final class RequestMessage {
  private final byte[] bytes;
  private final @Nullable TraceException unreadable;

  private RequestMessage(byte[] bytes, @Nullable TraceException unreadable) {
    this.bytes = bytes;
    this.unreadable = unreadable;
  }

  /** @throws TraceException if they could not be read */
  byte[] bytes() {
    if (unreadable != null) {
      throw unreadable;
    }
    return bytes;
  }

  static final class Marshaller implements MethodDescriptor.Marshaller<RequestMessage> {
    @Override
    public InputStream stream(RequestMessage value) {
      return new ByteArrayInputStream(value.bytes());
    }

    @Override
    public RequestMessage parse(InputStream stream) {
      try {
        return new RequestMessage(read(stream), null);
      } catch (IOException e) {
        return unreadable(new InvalidInputException("body", String.valueOf(e.getMessage()),
            "a message compressed as its grpc-encoding says"));
      } catch (StatusRuntimeException overLimit) {
        return unreadable(
            new TooLargeException(String.valueOf(overLimit.getStatus().getDescription())));
      }
    }

    private static RequestMessage unreadable(TraceException why) {
      return new RequestMessage(new byte[0], why);
    }

    private static byte[] read(InputStream stream) throws IOException {
      if (!(stream instanceof KnownLength)) {
        return stream.readAllBytes();
      }
      byte[] bytes = new byte[stream.available()];
      stream.readNBytes(bytes, 0, bytes.length);
      return bytes;
    }
  }
}
