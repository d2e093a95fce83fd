package app.xquare.trace.otlp;

import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.TreeSet;

/**
 * Refuses a gRPC request whose compression cannot be read, with the list of those that can, as gRPC's
 * rules have it. gRPC's own refusal, which comes before any interceptor, has no list; so the name is
 * taken out of its sight where the headers are seen first.
 */
final class UnreadableEncoding extends ServerStreamTracer.Factory implements ServerInterceptor {
  private static final String PROBLEM = "grpc-encoding: ";
  private static final Metadata.Key<String> ENCODING = key("grpc-encoding");
  private static final Metadata.Key<String> ACCEPTED = key("grpc-accept-encoding");
  private static final Metadata.Key<String> UNREADABLE = key("xquare-unreadable-encoding");
  private static final ServerStreamTracer NONE = new ServerStreamTracer() {
  };

  private final DecompressorRegistry decompressors;
  private final String accepted;

  UnreadableEncoding(DecompressorRegistry decompressors) {
    this.decompressors = decompressors;
    this.accepted = String.join(", ",
        new TreeSet<>(decompressors.getAdvertisedMessageEncodings()));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static boolean isReasonOf(Status status) {
    String description = status.getDescription();
    return description != null && description.startsWith(PROBLEM);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    headers.discardAll(UNREADABLE);
    String encoding = headers.get(ENCODING);
    if (encoding != null && decompressors.lookupDecompressor(encoding) == null) {
      headers.discardAll(ENCODING);
      headers.put(UNREADABLE, encoding);
    }
    return NONE;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
      ServerCallHandler<Q, A> next) {
    String encoding = headers.get(UNREADABLE);
    if (encoding == null) {
      return next.startCall(call, headers);
    }
    Metadata trailers = new Metadata();
    trailers.put(ACCEPTED, accepted);
    call.close(Status.UNIMPLEMENTED.withDescription(
        PROBLEM + encoding + " (expected: " + accepted + " or identity)"), trailers);
    return new ServerCall.Listener<>() {
    };
  }
}
