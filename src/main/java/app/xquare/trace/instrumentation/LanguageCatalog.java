package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each language's agent adds to a workload. */
public final class LanguageCatalog {
  private LanguageCatalog() {}

  /**
   * One language.
   *
   * @param image of its agent, or null if it has none
   * @param inject whether a patch can put it in; if not, only the operator can, by annotation
   * @param privileged whether its agent sees more than its container
   * @param mountPath of the agent in a container named {@code app}, or null
   * @param variables that it sets besides those that every language gets
   */
  public record Entry(Language language, @Nullable String image, boolean inject,
      boolean privileged, String annotation, @Nullable String mountPath, List<String> variables) {}

  /** Every language, in the operator's order. */
  public static List<Entry> of(AgentImages images) {
    List<Entry> all = new ArrayList<>();
    for (Language language : Language.values()) {
      LanguageInjection injection = LanguageInjection.of(language);
      boolean copies = injection.agent(InjectionOptions.of(Language.SDK)) != null;
      all.add(new Entry(language, images.image(language),
          language != Language.APACHE_HTTPD && language != Language.NGINX, language == Language.GO,
          language.annotation(), copies ? injection.mount("app") : null, injection.ownVariables()));
    }
    return all;
  }
}
