package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an injection writes about itself into the pod template's annotations, so that it can be undone
 * from the manifest alone. {@code trace.xquare.app/instrumented} is language and version;
 * {@code trace.xquare.app/original} holds, by container, the elements of {@code env} that were
 * changed. No variable can have a {@code =} in its name, so members that start with one are ours:
 * {@code =at} (places of moved variables), {@code =added} and {@code =kept} (names of variables that
 * are ours beside those that the language usually adds, and of those that it did not add),
 * {@code =command}, {@code =args}; and {@code =pod} beside the containers.
 */
final class Markers {
  static final String INSTRUMENTED = "trace.xquare.app/instrumented";
  static final String ORIGINAL = "trace.xquare.app/original";
  static final String WITHHELD = "=withheld";
  private static final String POD = "=pod";
  private static final JsonMapper JSON = new JsonMapper();

  private Markers() {}

  /** What was read from a workload's markers. */
  record Read(Language language, List<ContainerChange> containers, PodChange pod) {}

  static String instrumented(Language language, @Nullable String image) {
    return image == null
        ? language.spelling()
        : language.spelling() + "@" + AgentImages.version(image);
  }

  static String original(Language language, List<ContainerChange> containers, PodChange pod) {
    Set<String> known = known(language);
    ObjectNode all = Json.object();
    for (ContainerChange container : containers) {
      ObjectNode one = all.putObject(container.container());
      container.originals().forEach((name, element) -> {
        if (Secrets.mayBeSecret(element)) {
          one.put(name, WITHHELD);
        } else {
          one.set(name, element.deepCopy());
        }
      });
      if (!container.moved().isEmpty()) {
        ObjectNode at = one.putObject("=at");
        container.moved().forEach(at::put);
      }
      names(one, "=added",
          container.added().stream().filter(name -> !known.contains(name)).toList());
      names(one, "=kept", known.stream().filter(name -> !container.added().contains(name)
          && !container.originals().containsKey(name)).toList());
      if (container.command() != null) {
        if (Secrets.mayBeSecretCommand(container.command())) {
          one.put("=command", WITHHELD);
        } else {
          one.set("=command", container.command());
        }
      }
      if (container.args() != null) {
        one.set("=args", container.args());
      }
    }
    ObjectNode around = Json.object();
    if (!pod.nodeSelector().isEmpty()) {
      pod.nodeSelector().forEach(around.putObject("nodeSelector")::put);
    }
    names(around, "imagePullSecrets", pod.imagePullSecrets());
    if (!pod.annotations().isEmpty()) {
      pod.annotations().forEach(around.putObject("annotations")::put);
    }
    if (pod.shareProcessNamespace()) {
      around.put("shareProcessNamespace", true);
    }
    if (!around.isEmpty()) {
      all.set(POD, around);
    }
    return all.toString();
  }

  private static void names(ObjectNode object, String member, List<String> names) {
    if (!names.isEmpty()) {
      object.set(member, Json.array(names));
    }
  }

  static Set<String> known(Language language) {
    Set<String> known = new LinkedHashSet<>(EnvironmentOrder.COMMON);
    known.remove(OperatorNames.TRACES);
    known.addAll(LanguageInjection.of(language).ownVariables());
    return known;
  }

  /** Whether an injection of any language may set the variable. */
  static boolean isOurs(String variable) {
    return EnvironmentOrder.COMMON.contains(variable);
  }

  static boolean arePresent(Workload workload) {
    return workload.podAnnotations().containsKey(INSTRUMENTED);
  }

  /** Null, with a finding, if they cannot be understood. */
  static @Nullable Read read(Workload workload, Findings findings) {
    String path = workload.templateMetadataPath() + "/annotations";
    String instrumented = workload.podAnnotations().getOrDefault(INSTRUMENTED, "");
    String original = workload.podAnnotations().getOrDefault(ORIGINAL, "");
    try {
      Language language = language(instrumented.replaceFirst("@.*", ""));
      if (language != null && JSON.readTree(original) instanceof ObjectNode all) {
        List<ContainerChange> containers = new ArrayList<>();
        for (var member : all.properties()) {
          if (!member.getKey().equals(POD) && member.getValue() instanceof ObjectNode one) {
            containers.add(container(workload, language, member.getKey(), one));
          }
        }
        return new Read(language, containers, pod(language, all.path(POD)));
      }
    } catch (JacksonException broken) {
      // said below
    } catch (WithheldException unknown) {
      findings.refuse(FindingCode.ROLLBACK_IMPOSSIBLE, path, "The value that "
          + unknown.getMessage()
          + " had was not recorded, because it may be a secret: use the rollback that came with the"
          + " patch.");
      return null;
    }
    findings.refuse(FindingCode.ROLLBACK_IMPOSSIBLE, path,
        "The markers cannot be read: use the rollback that came with the patch.");
    return null;
  }

  private static @Nullable Language language(String spelling) {
    for (Language language : Language.values()) {
      if (language.spelling().equals(spelling)) {
        return language;
      }
    }
    return null;
  }

  private static ContainerChange container(Workload workload, Language language, String name,
      ObjectNode marker) {
    Container container = workload.container(name);
    Map<String, ObjectNode> originals = new LinkedHashMap<>();
    marker.forEachEntry((variable, element) -> {
      if (element instanceof ObjectNode object && !variable.startsWith("=")) {
        originals.put(variable, edited(language, name, object, container));
      } else if (!variable.startsWith("=") && element.asString("").equals(WITHHELD)) {
        originals.put(variable, reconstructed(language, name, variable, container));
      }
    });
    Map<String, Integer> moved = new LinkedHashMap<>();
    marker.path("=at").forEachEntry((variable, at) -> moved.put(variable, at.asInt(0)));
    Set<String> added = known(language);
    marker.path("=added").forEach(one -> added.add(one.asString("")));
    marker.path("=kept").forEach(one -> added.remove(one.asString("")));
    added.removeAll(originals.keySet());
    return new ContainerChange(name, List.copyOf(added), originals, moved, mounts(language),
        command(marker, container), marker.get("=args"));
  }

  private static @Nullable JsonNode command(ObjectNode marker, @Nullable Container container) {
    JsonNode command = marker.get("=command");
    return command == null || !command.asString("").equals(WITHHELD)
        ? command
        : CommandWrap.unwrapped(container);
  }

  /** As it was, but for what others wrote into the value since. */
  private static ObjectNode edited(Language language, String containerName, ObjectNode original,
      @Nullable Container container) {
    String variable = original.path("name").asString("");
    String value = value(container, variable);
    String was = Json.text(original, "value");
    for (MergedVariable merged : LanguageInjection.of(language).merged(containerName)) {
      if (merged.name().equals(variable) && value != null && was != null && !was.isEmpty()
          && !value.equals(merged.with(was))) {
        String left = merged.removedFrom(value);
        return left == null || !left.contains(was)
            ? original
            : original.deepCopy().put("value", left);
      }
    }
    return original;
  }

  private static @Nullable String value(@Nullable Container container, String variable) {
    JsonNode env = container == null ? null : container.body().get("env");
    int at = EnvironmentArray.last(env, variable);
    return env == null || at < 0 ? null : Json.text(env.get(at), "value");
  }

  /** What we added is known, so what was there before is what is left. */
  private static ObjectNode reconstructed(Language language, String containerName, String variable,
      @Nullable Container container) {
    String value = value(container, variable);
    for (MergedVariable merged : LanguageInjection.of(language).merged(containerName)) {
      String before = value == null || !merged.name().equals(variable)
          ? null
          : merged.without(value);
      if (before != null) {
        return Json.variable(variable, before);
      }
    }
    throw new WithheldException(variable);
  }

  private static List<String> mounts(Language language) {
    Agent agent = LanguageInjection.of(language).agent(InjectionOptions.of(Language.SDK));
    return agent == null ? List.of() : List.of(agent.name());
  }

  private static PodChange pod(Language language, JsonNode marker) {
    List<String> secrets = new ArrayList<>();
    marker.path("imagePullSecrets").forEach(one -> secrets.add(one.asString("")));
    boolean go = language == Language.GO;
    return new PodChange(go ? List.of(GoInjection.VOLUME) : mounts(language),
        go ? List.of() : mounts(language), go ? OperatorNames.GO_SIDECAR : null,
        texts(marker.path("nodeSelector")), secrets,
        marker.path("shareProcessNamespace").asBoolean(false), texts(marker.path("annotations")));
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.forEachEntry((name, value) -> texts.put(name, value.asString("")));
    return texts;
  }

  /** Its message is the name of the variable. */
  private static final class WithheldException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WithheldException(String variable) {
      super(variable);
    }
  }
}
