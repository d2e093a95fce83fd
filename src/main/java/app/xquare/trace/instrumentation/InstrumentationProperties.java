package app.xquare.trace.instrumentation;

import java.util.Map;
import java.util.regex.Pattern;
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
  private static final String PREFIX = "xquare.trace.instrumentation.";
  private static final Pattern MIRROR = Pattern
      .compile("[a-zA-Z0-9][\\w.-]*(:[0-9]{1,5})?(/[a-z0-9][\\w.-]*)*");

  InstrumentationProperties {
    if (imageMirror != null && !imageMirror.isBlank() && !MIRROR.matcher(imageMirror).matches()) {
      throw new IllegalArgumentException(PREFIX + "image-mirror: " + imageMirror
          + " (expected: a host, and a path if need be, such as mirror.example:5000/agents)");
    }
    images.forEach((language, image) -> {
      if (!InjectionOptions.IMAGE.matcher(image).matches()) {
        throw new IllegalArgumentException(PREFIX + "images." + language.spelling() + ": " + image
            + " (expected: an image reference)");
      }
    });
  }

  /**
   * Patches of workloads in a running cluster.
   *
   * @param enabled whether this service may read workloads and patch them, by its kubeconfig or its
   *   pod's service account
   */
  record Live(@DefaultValue("false") boolean enabled) {}
}
