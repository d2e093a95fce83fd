package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InstrumentationConfiguration {
  @Bean
  AgentImages agentImages(InstrumentationProperties properties) {
    String mirror = properties.imageMirror();
    return AgentImages.of(isBlank(mirror) ? null : mirror, properties.images());
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  @Bean
  WorkloadPatches workloadPatches(AgentImages images) {
    return new WorkloadPatches(images);
  }
}
