package app.xquare.trace.instrumentation.live;

import app.xquare.trace.instrumentation.WorkloadPatches;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("xquare.trace.instrumentation.live.enabled")
class LiveConfiguration {
  /**
   * By the kubeconfig of whoever runs this, or the service account of its pod. Nothing is sent again by
   * itself: a patch whose answer got lost would be refused as if it had not been applied.
   */
  @Bean(destroyMethod = "close")
  KubernetesClient kubernetesClient() {
    Config config = Config.autoConfigure(null);
    config.setRequestRetryBackoffLimit(0);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Bean
  LivePatches livePatches(KubernetesClient client, WorkloadPatches patches) {
    return new LivePatches(client, patches);
  }
}
