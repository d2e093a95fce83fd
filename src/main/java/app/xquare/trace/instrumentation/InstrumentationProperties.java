package app.xquare.trace.instrumentation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where agents come from.
 *
 * @param imageMirror host, and path if need be, that takes the place of the host in the names of
 *   agents' images, for clusters that do not reach it
 * @param images whole image references by language ({@code java}, {@code nodejs}, …) instead of those
 *   of the OpenTelemetry operator 0.158
 * @param live patches of workloads in a running cluster
 */
@ConfigurationProperties("xquare.trace.instrumentation")
record InstrumentationProperties(@Nullable String imageMirror,
    @DefaultValue Map<Language, String> images, @DefaultValue Live live) {

  /**
   * Patches of workloads in a running cluster.
   *
   * @param enabled whether this service may read workloads and patch them, by its kubeconfig or its
   *   pod's service account
   */
  record Live(@DefaultValue("false") boolean enabled) {}
}
