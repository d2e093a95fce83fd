package app.xquare.trace.otlp;

import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Tells of refused gRPC calls. What gRPC refuses by itself, such as a message over the limit, only a
 * tracer sees; but to a tracer a connection that broke looks like an answer of ours, which an
 * interceptor knows.
 */
final class RefusedCalls extends ServerStreamTracer.Factory implements ServerInterceptor {
  private final RefusedRequests refused;

  RefusedCalls(RefusedRequests refused) {
    this.refused = refused;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new ServerStreamTracer() {
      private volatile Attributes transport = Attributes.EMPTY;

      @Override
      public void serverCallStarted(ServerCallInfo<?, ?> call) {
        transport = call.getAttributes();
      }

      @Override
      public void streamClosed(Status status) {
        switch (status.getCode()) {
          case RESOURCE_EXHAUSTED -> count(Refusal.Reason.TOO_LARGE, transport, status);
          case UNIMPLEMENTED -> count(UnreadableEncoding.isReasonOf(status)
              ? Refusal.Reason.COMPRESSION
              : Refusal.Reason.NOT_SERVED, transport, status);
          default -> {
            // an answer, one that the interceptor sees, or a sender that is gone
          }
        }
      }
    };
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
      ServerCallHandler<Q, A> next) {
    return next.startCall(new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        switch (status.getCode()) {
          // What was wrong in it is the sender's, and stays out of the log.
          case INVALID_ARGUMENT -> count(Refusal.Reason.MALFORMED, getAttributes(),
              status.withDescription("the sender was told what is wrong with the message"));
          case UNAVAILABLE -> count(Refusal.Reason.UNAVAILABLE, getAttributes(), status);
          case INTERNAL -> count(Refusal.Reason.FAILED, getAttributes(), status);
          default -> {
            // an answer, or one that the tracer sees
          }
        }
        super.close(status, trailers);
      }
    }, headers);
  }

  private void count(Refusal.Reason reason, @Nullable Attributes transport, Status status) {
    Object sender = transport == null ? null : transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    String address = String.valueOf(sender);
    refused.count(RefusedRequests.Protocol.GRPC, reason,
        address.startsWith("/") ? address.substring(1) : address,
        String.valueOf(status.getDescription()));
  }
}
