package app.xquare.trace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a server for what it acknowledged. */
public final class StoredSpans {
  private StoredSpans() {}

  /**
   * Of senders that never send a span again.
   *
   * @param acknowledged trace ids with their numbers of spans
   */
  public static void assertAllOnce(ServerProcess server, Map<String, Integer> acknowledged)
      throws Exception {
    assertAll(server, acknowledged, false);
  }

  /** The same of senders that do, where a server was killed before it could answer: each is shown once. */
  public static void assertAllShownOnce(ServerProcess server, Map<String, Integer> acknowledged)
      throws Exception {
    assertAll(server, acknowledged, true);
  }

  private static void assertAll(ServerProcess server, Map<String, Integer> acknowledged,
      boolean mayBeStoredTwice) throws Exception {
    for (Map.Entry<String, Integer> trace : acknowledged.entrySet()) {
      HttpResponse<byte[]> answer = server.get("/api/v1/traces/" + trace.getKey());
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(answer.statusCode()).as(body).isEqualTo(200);
      JsonNode summary = JsonMapper.shared().readTree(body).at("/summary");
      assertThat(summary.at("/spanCount").asInt()).as("spans of trace %s", trace.getKey())
          .isEqualTo(trace.getValue());
      if (!mayBeStoredTwice) {
        assertThat(body).as("no span came twice").doesNotContain("duplicates_dropped");
      }
    }
  }
}
