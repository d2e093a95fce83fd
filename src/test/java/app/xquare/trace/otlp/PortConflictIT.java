package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;

class PortConflictIT {
  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Throwable http = catchThrowable(() -> new Receivers("xquare.trace.otlp.http-port=" + port));
      assertThat(http).hasRootCauseInstanceOf(BindException.class)
          .hasStackTraceContaining(PortInUseException.class.getName())
          .hasStackTraceContaining("Port " + port + " is already in use");
      Throwable grpc = catchThrowable(() -> new Receivers("spring.grpc.server.port=" + port));
      assertThat(new GrpcPortFailureAnalyzer().analyze(grpc)).isNotNull()
          .satisfies(analysis -> assertThat(analysis.getDescription())
              .startsWith("OTLP over gRPC cannot start: Failed to bind to address ")
              .contains("/127.0.0.1:" + port + ": "));
      assertThat(new GrpcPortFailureAnalyzer().analyze(http)).isNull();
    }
  }
}
