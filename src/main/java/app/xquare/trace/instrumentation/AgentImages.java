package app.xquare.trace.instrumentation;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which image brings the agent of a language: the operator's own of version 0.158, or a mirror. */
public final class AgentImages {
  private static final String OPERATOR = "ghcr.io/open-telemetry/opentelemetry-operator/";
  private static final Map<Language, String> STANDARD = Map.of(Language.JAVA,
      OPERATOR + "autoinstrumentation-java:2.30.0", Language.NODEJS,
      OPERATOR + "autoinstrumentation-nodejs:0.78.0", Language.PYTHON,
      OPERATOR + "autoinstrumentation-python:0.64b0", Language.DOTNET,
      OPERATOR + "autoinstrumentation-dotnet:1.16.0", Language.GO,
      "ghcr.io/open-telemetry/opentelemetry-go-instrumentation/autoinstrumentation-go:v0.24.0",
      Language.APACHE_HTTPD, OPERATOR + "autoinstrumentation-apache-httpd:1.0.4", Language.NGINX,
      OPERATOR + "autoinstrumentation-apache-httpd:1.0.4");

  private final Map<Language, String> images;

  private AgentImages(Map<Language, String> images) {
    this.images = images;
  }

  public static AgentImages standard() {
    return new AgentImages(STANDARD);
  }

  /**
   * @param mirror takes the place of the host in every standard image, or null
   * @param overrides whole references by language; these stand as they are
   */
  public static AgentImages of(@Nullable String mirror, Map<Language, String> overrides) {
    Map<Language, String> images = new EnumMap<>(Language.class);
    STANDARD.forEach((language, image) -> images.put(language,
        mirror == null ? image : mirror + image.substring(image.indexOf('/'))));
    images.putAll(overrides);
    return new AgentImages(Map.copyOf(images));
  }

  /** Null for {@link Language#SDK}, which needs none. */
  public @Nullable String image(Language language) {
    return images.get(language);
  }

  /** What a reference says about the version: its tag, or its digest, or {@code latest}. */
  static String version(String image) {
    String tag = ImageReference.of(image).version();
    return tag == null ? "latest" : tag;
  }
}
