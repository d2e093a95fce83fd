package app.xquare.trace.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The API server of a cluster without nodes, whose dry runs leave no trace, as a real one's. */
public final class MockCluster implements AutoCloseable {
  private final Recording dispatcher = new Recording();
  private final KubernetesMockServer server = new KubernetesMockServer(new Context(),
      new MockWebServer(), new HashMap<>(), dispatcher, false);
  private final KubernetesClient client;

  public MockCluster() {
    server.init();
    client = server.createClient();
  }

  public KubernetesClient client() {
    return client;
  }

  public String url() {
    return client.getConfiguration().getMasterUrl();
  }

  /** Method and path with its query of every request that changes something. */
  public List<String> changes() {
    return dispatcher.changes;
  }

  /** From now on it refuses every patch with this status. */
  public void refusePatches(int status) {
    dispatcher.refusal = status;
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  private static final class Recording extends KubernetesCrudDispatcher {
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private volatile int refusal;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (!"GET".equals(request.getMethod())) {
        changes.add(request.getMethod() + " " + request.getPath());
      }
      if ("PATCH".equals(request.getMethod()) && refusal != 0) {
        return new MockResponse().setResponseCode(refusal);
      }
      Map<AttributeSet, String> before = new HashMap<>(map);
      MockResponse answer = super.dispatch(request);
      if (String.valueOf(request.getPath()).contains("dryRun=All")) {
        map.clear();
        map.putAll(before);
      }
      return answer;
    }
  }
}
