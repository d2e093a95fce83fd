package app.xquare.trace.otlp;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Answers as gRPC would by itself, but with a call whose sender is known. */
final class UnservedMethods extends HandlerRegistry {
  /** One name for all, because a sender can make up as many as it likes. */
  private static final MethodDescriptor<RequestMessage, RequestMessage> ANY = MethodDescriptor
      .newBuilder(new RequestMessage.Marshaller(), new RequestMessage.Marshaller())
      .setFullMethodName("unserved/Unserved").setType(MethodDescriptor.MethodType.UNKNOWN).build();

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    return ServerMethodDefinition.create(ANY, (call, headers) -> {
      call.close(Status.UNIMPLEMENTED.withDescription("Method not found: " + name),
          new Metadata());
      return new ServerCall.Listener<>() {
      };
    });
  }
}
