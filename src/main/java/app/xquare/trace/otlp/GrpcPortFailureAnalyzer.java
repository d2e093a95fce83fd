package app.xquare.trace.otlp;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says at start-up that the gRPC port is taken; Boot says it only of web servers. */
final class GrpcPortFailureAnalyzer implements FailureAnalyzer {
  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      // The kind of exception differs between operating systems.
      String message = cause.getMessage();
      if (message != null && message.startsWith("Failed to bind to address ")) {
        String why = cause.getCause() == null ? "" : ": " + cause.getCause().getMessage();
        return new FailureAnalysis("OTLP over gRPC cannot start: " + message + why + ".",
            "Stop what listens there, or set spring.grpc.server.port and spring.grpc.server.address"
                + " to what is free.",
            cause);
      }
    }
    return null;
  }
}
