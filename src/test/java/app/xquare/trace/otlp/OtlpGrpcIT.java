package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.UnavailableException;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.rpc.RetryInfo;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OtlpGrpcIT {
  private static final int LIMIT = 1 << 20;
  private static final Metadata.Key<String> ACCEPTED = Metadata.Key.of("grpc-accept-encoding",
      Metadata.ASCII_STRING_MARSHALLER);
  private static Receivers receivers;

  @BeforeAll
  static void start() {
    receivers = new Receivers("xquare.trace.otlp.max-request-size=1MB");
  }

  @AfterAll
  static void stop() {
    receivers.close();
  }

  @BeforeEach
  void takeEverything() {
    receivers.taken.clear();
    receivers.ingest = request -> CompletableFuture
        .completedFuture(new IngestResult(1, 0, ""));
  }

  @Test
  void bytesReachIngestAsTheyWereSent() {
    for (String compression : List.of("identity", "gzip", "zstd")) {
      ExportTraceServiceRequest request = request("schema " + compression);
      exportAs(compression, request);
      assertThat(receivers.taken.remove()).isEqualTo(request.toByteArray());
    }
    assertThat(traces().export(ExportTraceServiceRequest.getDefaultInstance()))
        .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    assertThat(receivers.taken.remove()).isEmpty();
  }

  @Test
  void saysWhatWasRejected() {
    receivers.ingest = request -> CompletableFuture
        .completedFuture(new IngestResult(1, 2, "2 spans rejected, 왜"));
    ExportTraceServiceResponse response = traces().export(request("a"));
    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(2);
    assertThat(response.getPartialSuccess().getErrorMessage()).isEqualTo("2 spans rejected, 왜");
  }

  @Test
  void malformedIsFinal() {
    receivers.ingest = request -> {
      throw new InvalidInputException("body", "byte 3: cut off", "protobuf");
    };
    StatusRuntimeException refused = refused(() -> traces().export(request("a")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("body: byte 3: cut off (expected: protobuf)");
    assertThat(details(refused)).isEmpty();
  }

  @Test
  void unavailableSaysWhenToComeBack() throws Exception {
    UnavailableException full = new UnavailableException("full", Duration.ofMillis(1500), null);
    receivers.ingest = request -> {
      throw full;
    };
    StatusRuntimeException atOnce = refused(() -> traces().export(request("a")));
    receivers.ingest = request -> CompletableFuture.failedFuture(full);
    StatusRuntimeException later = refused(() -> traces().export(request("a")));
    for (StatusRuntimeException refused : List.of(atOnce, later)) {
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(refused.getStatus().getDescription()).isEqualTo("full");
      RetryInfo retry = details(refused).getFirst().unpack(RetryInfo.class);
      // Spread, so that not all senders come back at once.
      var delay = retry.getRetryDelay();
      assertThat(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
          .isBetween(Duration.ofMillis(1500), Duration.ofMillis(2250));
    }
  }

  @Test
  void faultsOfOursAreNotShown() {
    receivers.ingest = request -> {
      throw new IllegalStateException("secret");
    };
    StatusRuntimeException refused = refused(() -> traces().export(request("a")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("the server failed; its log says why");
  }

  @Test
  void tooLargeIsFinal() {
    ExportTraceServiceRequest large = request("x".repeat(LIMIT));
    for (String compression : List.of("identity", "gzip", "zstd")) {
      StatusRuntimeException refused = refused(() -> exportAs(compression, large));
      assertThat(refused.getStatus().getCode()).as(compression)
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(details(refused)).isEmpty();
    }
    assertThat(receivers.taken).isEmpty();
    assertThat(traces().export(request("x".repeat(LIMIT - 100)))).isNotNull();
  }

  @Test
  void brokenCompressionIsFinal() {
    StatusRuntimeException gzip = refused(() -> export("gzip", out -> out, request("a")));
    StatusRuntimeException zstd = refused(() -> export("zstd", out -> out, request("a")));
    assertThat(List.of(gzip, zstd)).allMatch(
        broken -> broken.getStatus().getCode() == Status.Code.INVALID_ARGUMENT);
    String expected = " (expected: a message compressed as its grpc-encoding says)";
    assertThat(gzip.getStatus().getDescription()).isEqualTo("body: Not in GZIP format" + expected);
    assertThat(zstd.getStatus().getDescription())
        .isEqualTo("body: Unknown frame descriptor" + expected);
    assertThat(receivers.taken).isEmpty();
  }

  @Test
  void otherCompressionsAreRefusedWithTheListOfThoseThatAreTaken() {
    for (String encoding : List.of("snappy", "deflate", "br")) {
      StatusRuntimeException refused = refused(() -> export(encoding, out -> out, request("a")));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(refused.getStatus().getDescription())
          .isEqualTo("grpc-encoding: " + encoding + " (expected: gzip, zstd or identity)");
      assertThat(refused.getTrailers()).isNotNull()
          .satisfies(trailers -> assertThat(trailers.get(ACCEPTED)).isEqualTo("gzip, zstd"));
    }
    assertThat(receivers.taken).isEmpty();
  }

  private static void exportAs(String encoding, ExportTraceServiceRequest request) {
    if (encoding.equals("identity")) {
      assertThat(traces().export(request)).isNotNull();
    } else {
      export(encoding, out -> encoding.equals("gzip")
          ? new GZIPOutputStream(out)
          : new ZstdOutputStream(out), request);
    }
  }

  private interface Compressing {
    OutputStream to(OutputStream out) throws IOException;
  }

  /** The name of the encoding always goes out, and the bytes as the test makes them. */
  private static void export(String encoding, Compressing compressing,
      ExportTraceServiceRequest request) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Compressor() {
      @Override
      public String getMessageEncoding() {
        return encoding;
      }

      @Override
      public OutputStream compress(OutputStream out) throws IOException {
        return compressing.to(out);
      }
    });
    ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", receivers.grpcPort())
        .usePlaintext().compressorRegistry(compressors).build();
    try {
      assertThat(TraceServiceGrpc.newBlockingStub(channel).withCompression(encoding)
          .withDeadlineAfter(180, TimeUnit.SECONDS).export(request))
          .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void otherSignalsAreUnimplementedAndTracesGoOn() {
    StatusRuntimeException metrics = refused(() -> MetricsServiceGrpc
        .newBlockingStub(receivers.channel())
        .export(ExportMetricsServiceRequest.getDefaultInstance()));
    StatusRuntimeException logs = refused(() -> LogsServiceGrpc.newBlockingStub(receivers.channel())
        .export(ExportLogsServiceRequest.getDefaultInstance()));
    assertThat(metrics.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(logs.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(traces().export(request("a"))).isNotNull();
  }

  @Test
  void saysThatItIsHealthy() {
    var states = HealthGrpc.newBlockingStub(receivers.channel())
        .withDeadlineAfter(180, TimeUnit.SECONDS).watch(HealthCheckRequest.getDefaultInstance());
    while (states.next().getStatus() != ServingStatus.SERVING) {
      // It begins with NOT_SERVING, until the application was asked for its health.
    }
  }

  @Test
  void reflectionShowsTheService() throws Exception {
    var service = reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(service.getListServicesResponse().getServiceList())
        .anyMatch(one -> one.getName().equals(TraceServiceGrpc.SERVICE_NAME));
    var file = reflect(ServerReflectionRequest.newBuilder()
        .setFileContainingSymbol(TraceServiceGrpc.SERVICE_NAME + ".Export").build());
    List<String> names = new ArrayList<>();
    for (ByteString bytes : file.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      names.add(FileDescriptorProto.parseFrom(bytes).getName());
    }
    assertThat(names).contains("opentelemetry/proto/collector/trace/v1/trace_service.proto");
  }

  @Test
  void requestsInFlightAreAnsweredBeforeItStops() throws Exception {
    try (Receivers stopping = new Receivers()) {
      CompletableFuture<IngestResult> durable = new CompletableFuture<>();
      stopping.ingest = request -> durable;
      var answer = TraceServiceGrpc.newFutureStub(stopping.channel()).export(request("a"));
      assertThat(stopping.taken.poll(180, TimeUnit.SECONDS)).isNotNull();
      Thread stop = Thread.ofVirtual().start(stopping::stop);
      StatusRuntimeException late = null;
      while (late == null) {
        try {
          TraceServiceGrpc.newBlockingStub(stopping.channel())
              .withDeadlineAfter(100, TimeUnit.MILLISECONDS).export(request("late"));
        } catch (StatusRuntimeException e) {
          late = e.getStatus().getCode() == Status.Code.UNAVAILABLE ? e : null;
        }
      }
      durable.complete(new IngestResult(1, 0, ""));
      assertThat(answer.get(180, TimeUnit.SECONDS))
          .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
      stop.join();
    }
  }

  private static ServerReflectionResponse reflect(ServerReflectionRequest request)
      throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    CountDownLatch done = new CountDownLatch(1);
    StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc
        .newStub(receivers.channel()).serverReflectionInfo(new StreamObserver<>() {
          @Override
          public void onNext(ServerReflectionResponse response) {
            answer.complete(response);
          }

          @Override
          public void onError(Throwable thrown) {
            answer.completeExceptionally(thrown);
            done.countDown();
          }

          @Override
          public void onCompleted() {
            done.countDown();
          }
        });
    requests.onNext(request);
    requests.onCompleted();
    assertThat(done.await(180, TimeUnit.SECONDS)).isTrue();
    return answer.get();
  }

  private static TraceServiceGrpc.TraceServiceBlockingStub traces() {
    return TraceServiceGrpc.newBlockingStub(receivers.channel()).withDeadlineAfter(180,
        TimeUnit.SECONDS);
  }

  private static StatusRuntimeException refused(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }

  private static List<com.google.protobuf.Any> details(StatusRuntimeException refused) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    return status == null ? List.of() : status.getDetailsList();
  }

  private static ExportTraceServiceRequest request(String schemaUrl) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl(schemaUrl)).build();
  }
}
