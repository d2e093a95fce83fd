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
  private static final String KEY = "(?:api|access|account|auth|encryption|licen[cs]e|master|private"
      + "|shared|signing)[-_.]?key";
  private static final Pattern NAME = Pattern.compile(
      "(?i).*(secret|passw|passphrase|pwd|token|credential|" + KEY + "|headers).*");
  private static final Pattern VALUE = Pattern.compile("(?is).*(secret|passw|passphrase|pwd"
      + "|\\bpass\\s*[=:]|token|credential|" + KEY + "|authorization|bearer\\s|://[^/\\s@]+@"
      + "|-----BEGIN).*");
  private static final Pattern USER = Pattern.compile("(?s).*://[^/\\s]+@.*");

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

  /** Whether a URL names a user, and so perhaps a password. */
  static boolean namesUser(String url) {
    return USER.matcher(url).matches();
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
