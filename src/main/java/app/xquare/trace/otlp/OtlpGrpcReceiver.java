package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * {@code TraceService} over gRPC, on the request's bytes. The services of other signals are not there,
 * so gRPC answers them with {@code UNIMPLEMENTED}, which a sender takes as final.
 */
final class OtlpGrpcReceiver implements BindableService {
  private static final MethodDescriptor<RequestMessage, ExportTraceServiceResponse> EXPORT = TraceServiceGrpc
      .getExportMethod().toBuilder(new RequestMessage.Marshaller(),
          ProtoUtils.marshaller(ExportTraceServiceResponse.getDefaultInstance()))
      .build();

  private final Ingest ingest;
  /** The thread that commits has better things to do than to send answers. */
  private final Executor answering = Executors.newVirtualThreadPerTaskExecutor();

  OtlpGrpcReceiver(Ingest ingest) {
    this.ingest = ingest;
  }

  @Override
  public ServerServiceDefinition bindService() {
    // With its schema, for reflection.
    ServiceDescriptor service = ServiceDescriptor.newBuilder(TraceServiceGrpc.SERVICE_NAME)
        .setSchemaDescriptor(TraceServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
        .addMethod(EXPORT).build();
    return ServerServiceDefinition.builder(service)
        .addMethod(EXPORT, ServerCalls.asyncUnaryCall(this::export)).build();
  }

  private void export(RequestMessage request,
      StreamObserver<ExportTraceServiceResponse> responses) {
    // A sender that is gone gets no answer; without this, answering would throw.
    ((ServerCallStreamObserver<ExportTraceServiceResponse>) responses).setOnCancelHandler(() -> {});
    CompletableFuture<IngestResult> result;
    try {
      result = ingest.submit(request.bytes());
    } catch (RuntimeException e) {
      responses.onError(Refusal.of(e).toGrpc());
      return;
    }
    var _ = result.whenCompleteAsync((taken, thrown) -> {
      if (thrown != null) {
        responses.onError(Refusal.of(thrown).toGrpc());
      } else {
        responses.onNext(Answers.of(taken));
        responses.onCompleted();
      }
    }, answering);
  }
}
