package app.xquare.trace.instrumentation.live;

import app.xquare.trace.instrumentation.WorkloadPatches;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("xquare.trace.instrumentation.live.enabled")
class LiveConfiguration {
  /** By the kubeconfig of whoever runs this, or the service account of its pod. */
  @Bean(destroyMethod = "close")
  KubernetesClient kubernetesClient() {
    return new KubernetesClientBuilder().build();
  }

  @Bean
  LivePatches livePatches(KubernetesClient client, WorkloadPatches patches) {
    return new LivePatches(client, patches);
  }
}
