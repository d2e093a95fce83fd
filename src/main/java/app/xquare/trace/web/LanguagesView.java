package app.xquare.trace.web;

import app.xquare.trace.instrumentation.LanguageCatalog;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "InstrumentationLanguages")
record LanguagesView(List<LanguageView> languages) {
  static LanguagesView of(List<LanguageCatalog.Entry> entries) {
    return new LanguagesView(entries.stream()
        .map(entry -> new LanguageView(entry.language().spelling(), entry.image(), entry.inject(),
            entry.privileged(), entry.annotation(), entry.mountPath(), entry.variables()))
        .toList());
  }

  @Schema(name = "InstrumentationLanguage")
  record LanguageView(String language,
      @Schema(types = {"string", "null"}, description = "Of its agent") @Nullable String image,
      @Schema(description = "Whether a patch can put it in; if not, only the operator can") boolean inject,
      @Schema(description = "Whether its agent needs a privileged container") boolean privileged,
      @Schema(description = "The pod annotation that asks the operator for it") String annotation,
      @Schema(types = {
          "string",
          "null"}, description = "Of the agent in a container named app") @Nullable String mountPath,
      @Schema(description = "Variables besides those that every language gets") List<String> variables) {}
}
