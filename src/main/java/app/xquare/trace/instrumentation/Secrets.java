package app.xquare.trace.instrumentation;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which values may be shown, and which may be written a second time into a manifest. */
final class Secrets {
  private static final Set<String> SHOWN = Set.of(OperatorNames.SERVICE_NAME,
      OperatorNames.PROTOCOL, OperatorNames.TRACES, OperatorNames.METRICS, OperatorNames.LOGS,
      OperatorNames.PROPAGATORS, OperatorNames.SAMPLER, OperatorNames.SAMPLER_ARG,
      "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER");
  private static final Pattern SHORT_WORD = Pattern.compile("[\\w.,{}/ -]{0,100}");
  private static final Pattern ENDPOINT = Pattern.compile("https?://[\\w.$():-]{1,200}/?");
  private static final Pattern NAME = Pattern.compile(
      "(?i).*(secret|passw|passwd|token|credential|api_?key|private_?key|headers).*");
  private static final Pattern VALUE = Pattern.compile(
      "(?is).*(secret|passw|pwd|token|credential|api[-_.]?key|authorization|://[^/\\s@]+@).*");

  private Secrets() {}

  /** The value if it cannot be a secret, or null. */
  static @Nullable String shown(String name, @Nullable String value) {
    if (value == null) {
      return null;
    }
    boolean harmless = (SHOWN.contains(name) && SHORT_WORD.matcher(value).matches())
        || (name.equals(OperatorNames.ENDPOINT) && ENDPOINT.matcher(value).matches());
    return harmless && !VALUE.matcher(value).matches() ? value : null;
  }

  /** Whether words of a command may hold a secret. */
  static boolean mayBeSecretCommand(JsonNode command) {
    return VALUE.matcher(command.toString()).matches();
  }

  /** Whether an environment variable may hold a secret literally. */
  static boolean mayBeSecret(JsonNode element) {
    String value = Json.text(element, "value");
    return value != null && (NAME.matcher(element.path("name").asString("")).matches()
        || VALUE.matcher(value).matches());
  }
}
