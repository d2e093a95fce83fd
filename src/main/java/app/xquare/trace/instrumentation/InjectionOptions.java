package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.Guards;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What is asked for, checked. {@code docs/instrumentation.md} explains every option. */
public record InjectionOptions(Language language, Mode mode, List<String> containers,
    @Nullable String namespace, @Nullable String endpoint, @Nullable String protocol,
    List<String> signals, List<String> propagators, String samplerType,
    @Nullable String samplerArgument, Map<String, String> env, Map<String, String> languageEnv,
    Map<String, String> resourceAttributes, boolean deriveEnvironment, @Nullable String image,
    @Nullable String imagePullPolicy, List<String> imagePullSecrets, Platform platform,
    @Nullable ObjectNode initSecurityContext, @Nullable ObjectNode initResources,
    String volumeSizeLimit, Map<String, String> nodeSelector, boolean wrapCommand,
    List<String> imageEntrypoint, List<String> imageCommand, Map<String, String> imageEnv,
    boolean preserveValueFrom, boolean override, boolean force, boolean migrate,
    boolean allowPrivileged, @Nullable String goTarget, boolean openshift, boolean safeToEvict,
    @Nullable String instrumentation, Guards guards, Set<String> formats) {
  static final Set<String> FORMATS = Set.of("jsonPatch", "strategicMergePatch", "patchedManifest",
      "annotationPatch", "kustomize", "commands");
  static final Set<String> SAMPLERS = Set.of("always_on", "always_off", "traceidratio",
      "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio",
      "jaeger_remote", "xray");
  static final Set<String> PROPAGATORS = Set.of("tracecontext", "baggage", "b3", "b3multi",
      "jaeger", "xray", "ottrace", "none");
  private static final Set<String> SIGNALS = Set.of("traces", "metrics", "logs");
  private static final Set<String> KNOWN = Set.of("language", "mode", "containers", "namespace",
      "endpoint", "protocol", "signals", "propagators", "sampler", "env", "languageEnv",
      "resourceAttributes", "deriveEnvironment", "image", "imagePullPolicy", "imagePullSecrets",
      "platform", "initSecurityContext", "initResources", "volumeSizeLimit", "nodeSelector",
      "wrapCommand", "imageEntrypoint", "imageCommand", "imageEnv", "preserveValueFrom",
      "override", "force", "migrate", "allowPrivileged", "goTarget", "openshift", "safeToEvict",
      "instrumentation", "guards", "formats");
  private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,9}(Ki|Mi|Gi|Ti|k|M|G|T)?");
  private static final Pattern RATIO = Pattern
      .compile("[0-9]{1,3}(\\.[0-9]{0,20})?([eE]-?[0-9]{1,2})?|\\.[0-9]{1,20}");
  static final String URL_EXPECTED = "http:// or https:// with a host, without credentials";
  static final Pattern URL = Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#]*)?");
  static final Pattern IMAGE = Pattern
      .compile("(?!.*//)[a-zA-Z0-9][\\w./:@-]{0,254}");

  /** How the workload gets its agent. */
  public enum Mode {
    /** Everything that the operator would add, in the manifest. */
    INJECT,
    /** The annotation that asks the operator. */
    ANNOTATE
  }

  /** The C library of the image. */
  public enum Platform {
    GLIBC,
    MUSL
  }

  /** All defaults but the language. */
  public static InjectionOptions of(Language language) {
    ObjectNode json = Json.object();
    return read(json.put("language", language.spelling()));
  }

  /**
   * @param json an object of options by their names; only {@code language} must be there
   * @throws InvalidOptionException naming the option
   */
  public static InjectionOptions read(ObjectNode json) {
    OptionFields fields = new OptionFields(json, KNOWN);
    Language language = fields.choice("language", Language.values(), Language::spelling, null);
    ObjectNode sampler = fields.object("sampler");
    OptionFields samplerFields = new OptionFields(sampler == null ? Json.object() : sampler,
        Set.of("type", "argument"));
    String samplerType = samplerFields.text("type", "parentbased_traceidratio");
    if (!SAMPLERS.contains(samplerType)) {
      throw new InvalidOptionException("sampler.type", samplerType,
          "one of " + String.join(", ", SAMPLERS.stream().sorted().toList()));
    }
    InjectionOptions options = new InjectionOptions(language,
        fields.choice("mode", Mode.values(), defaultMode(language)),
        fields.texts("containers", List.of()),
        fields.namespace(),
        fields.text("endpoint", URL, URL_EXPECTED),
        protocol(fields.text("protocol"), language),
        fields.texts("signals", List.of("traces"), SIGNALS),
        fields.texts("propagators", List.of("tracecontext", "baggage"), PROPAGATORS), samplerType,
        samplerArgument(samplerType, samplerFields.scalar("argument", "")),
        fields.environment("env"), fields.environment("languageEnv"),
        new LinkedHashMap<>(fields.map("resourceAttributes")),
        fields.flag("deriveEnvironment", true),
        fields.text("image", IMAGE, "an image reference"), pullPolicy(fields),
        fields.texts("imagePullSecrets", List.of()),
        fields.choice("platform", Platform.values(), Platform.GLIBC),
        fields.object("initSecurityContext"), fields.object("initResources"),
        volumeSize(fields), fields.labels("nodeSelector"), fields.flag("wrapCommand", false),
        fields.texts("imageEntrypoint", List.of()), fields.texts("imageCommand", List.of()),
        fields.environment("imageEnv"), fields.flag("preserveValueFrom", false),
        fields.flag("override", false), fields.flag("force", false), fields.flag("migrate", false),
        fields.flag("allowPrivileged", false), fields.text("goTarget"),
        fields.flag("openshift", false), fields.flag("safeToEvict", false),
        fields.text("instrumentation"), fields.choice("guards", Guards.values(), Guards.KUBERNETES),
        Set.copyOf(fields.texts("formats", List.copyOf(FORMATS), FORMATS)));
    options.refuseNonsense();
    return options;
  }

  private void refuseNonsense() {
    boolean embedded = language == Language.APACHE_HTTPD || language == Language.NGINX;
    if (embedded && mode == Mode.INJECT) {
      throw new InvalidOptionException("mode", "inject",
          "annotate: only the operator can set up " + language.spelling());
    }
    if (wrapCommand && language != Language.PYTHON) {
      throw new InvalidOptionException("wrapCommand", "true", "false for " + language.spelling());
    }
    if (language == Language.GO && mode == Mode.INJECT && !allowPrivileged) {
      throw new InvalidOptionException("allowPrivileged", "false",
          "true: the Go agent is a privileged container that sees the whole pod");
    }
  }

  private static Mode defaultMode(Language language) {
    return language == Language.APACHE_HTTPD || language == Language.NGINX
        ? Mode.ANNOTATE
        : Mode.INJECT;
  }

  private static @Nullable String protocol(@Nullable String protocol, Language language) {
    boolean grpc = language == Language.JAVA || language == Language.NODEJS;
    if (protocol != null && !protocol.equals("http/protobuf")
        && !(grpc && protocol.equals("grpc"))) {
      throw new InvalidOptionException("protocol", protocol,
          grpc ? "http/protobuf or grpc" : "http/protobuf; this agent has no other");
    }
    return protocol;
  }

  private static @Nullable String samplerArgument(String type, String argument) {
    if (!type.endsWith("traceidratio")) {
      return type.equals("jaeger_remote") && !argument.isEmpty() ? argument : null;
    }
    if (argument.isEmpty()) {
      return "1";
    }
    // Narrower than what Java takes for a number: agents of all languages read it.
    if (RATIO.matcher(argument).matches() && Double.parseDouble(argument) <= 1) {
      return argument;
    }
    throw new InvalidOptionException("sampler.argument", argument, "a ratio, 0 to 1");
  }

  private static @Nullable String pullPolicy(OptionFields fields) {
    return fields.text("imagePullPolicy", Pattern.compile("Always|IfNotPresent|Never"),
        "Always, IfNotPresent or Never");
  }

  private static String volumeSize(OptionFields fields) {
    String size = fields.text("volumeSizeLimit", QUANTITY, "a quantity such as 200Mi");
    return size == null ? "200Mi" : size;
  }

  String protocolOrDefault() {
    return protocol == null ? "http/protobuf" : protocol;
  }

  /** The collector on the pod's own node, unless another was named. */
  String endpointOrDefault() {
    return endpoint != null
        ? endpoint
        : "http://$(OTEL_NODE_IP):" + (protocolOrDefault().equals("grpc") ? 4317 : 4318);
  }
}
