package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One request that a collector 0.165 sent by each of the compressions it has over HTTP. */
class CollectorRequestsIT {
  private static final byte[] PLAIN = bytes(
      "0a5c123b12377a004100bc83425138ea183900ae5c3b5138ea1830022a016e22001208eee19b7ec3c1b1740a105b8efff798038103d269b633813fc60c0a000a1d0a1b120b0a09636f6c6c6563746f720a0c736572766963652e6e616d65");
  private static final Map<String, byte[]> TAKEN = Map.of(
      "gzip",
      bytes(
          "1f8b08000000000000ffe28a11b21632af627064d8d3ec1468f14ac292615d8c358861c0a4c598a7c420c4f1eee1ecbac3073796700944f7fdff3e83b991f952e636e346fb633c5c0c5cb25cd242dc5c9cc9f93939a9c925f9455c3cc5a9456599c9a97a7989b9a980000000ffffbc25473d5e000000"),
      "zstd",
      bytes(
          "28b52ffd0400f102000a5c123b12377a004100bc83425138ea183900ae5c3b5138ea1830022a016e22001208eee19b7ec3c1b1740a105b8efff798038103d269b633813fc60c0a000a1d0a1b120b0a09636f6c6c6563746f720a0c736572766963652e6e616d6562789e77"),
      "deflate",
      bytes(
          "789ce28a11b21632af627064d8d3ec1468f14ac292615d8c358861c0a4c598a7c420c4f1eee1ecbac3073796700944f7fdff3e83b991f952e636e346fb633c5c0c5cb25cd242dc5c9cc9f93939a9c925f9455c3cc5a9456599c9a97a7989b9a980000000ffffaa351f56"),
      "zlib", bytes(
          "789ce28a11b21632af627064d8d3ec1468f14ac292615d8c358861c0a4c598a7c420c4f1eee1ecbac3073796700944f7fdff3e83b991f952e636e346fb633c5c0c5cb25cd242dc5c9cc9f93939a9c925f9455c3cc5a9456599c9a97a7989b9a980000000ffffaa351f56"));
  private static final Map<String, byte[]> REFUSED = Map.of(
      "snappy",
      bytes(
          "5e540a5c123b12377a004100bc83425138ea183900ae5c3b0109f04330022a016e22001208eee19b7ec3c1b1740a105b8efff798038103d269b633813fc60c0a000a1d0a1b120b0a09636f6c6c6563746f720a0c736572766963652e6e616d65"),
      "lz4", bytes(
          "04224d186470b95e0000800a5c123b12377a004100bc83425138ea183900ae5c3b5138ea1830022a016e22001208eee19b7ec3c1b1740a105b8efff798038103d269b633813fc60c0a000a1d0a1b120b0a09636f6c6c6563746f720a0c736572766963652e6e616d6500000000e7e7b6ff"));

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void areTakenOrRefusedWithTheListOfWhatIsTaken() throws Exception {
    try (Receivers receivers = new Receivers(); HttpClient client = HttpClient.newHttpClient()) {
      for (Map.Entry<String, byte[]> one : TAKEN.entrySet()) {
        HttpResponse<byte[]> answer = post(client, receivers, one);
        assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(200);
        assertThat(receivers.taken.remove()).as(one.getKey()).isEqualTo(PLAIN);
      }
      for (Map.Entry<String, byte[]> one : REFUSED.entrySet()) {
        HttpResponse<byte[]> answer = post(client, receivers, one);
        assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(415);
        assertThat(Status.parseFrom(answer.body()).getMessage()).isEqualTo("Content-Encoding: "
            + one.getKey() + " (expected: gzip, zstd, deflate, identity or none)");
      }
      assertThat(receivers.taken).isEmpty();
    }
  }

  private static HttpResponse<byte[]> post(HttpClient client, Receivers receivers,
      Map.Entry<String, byte[]> request) throws Exception {
    return client.send(HttpRequest.newBuilder(receivers.http("/v1/traces"))
        .header("Content-Type", "application/x-protobuf")
        .header("Content-Encoding", request.getKey())
        .POST(BodyPublishers.ofByteArray(request.getValue())).build(), BodyHandlers.ofByteArray());
  }
}
