package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends to the HTTP receiver as an exporter does. */
record OtlpHttpSender(Receivers receivers) {
  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";
  static final HttpClient HTTP = HttpClient.newHttpClient();

  static void assertRefused(HttpResponse<byte[]> response, int status, Code code,
      String message) throws IOException {
    assertThat(response.statusCode()).isEqualTo(status);
    boolean protobuf = response.headers().firstValue("Content-Type").orElseThrow()
        .equals(PROTOBUF);
    if (protobuf) {
      assertThat(Status.parseFrom(response.body())).isEqualTo(
          Status.newBuilder().setCode(code.getNumber()).setMessage(message).build());
    } else {
      assertThat(response.body()).asString().isEqualTo("{\"code\":" + code.getNumber()
          + ",\"message\":\"" + message.replace("\"", "\\\"") + "\"}");
    }
  }

  HttpResponse<byte[]> post(byte[] body, String... headers) throws Exception {
    return post(BodyPublishers.ofByteArray(body), headers);
  }

  HttpResponse<byte[]> post(BodyPublisher body, String... headers)
      throws Exception {
    return HTTP.send(HttpRequest.newBuilder(receivers.http("/v1/traces")).headers(headers)
        .timeout(Duration.ofMinutes(3)).POST(body).build(), BodyHandlers.ofByteArray());
  }
}
