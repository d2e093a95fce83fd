package app.xquare.trace.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a kubelet makes of a pod as far as an agent goes: volumes are folders, init containers run
 * their command, variables are expanded in their order. Paths of mounts and of an image's files are
 * replaced by where they really are; nothing else is.
 */
final class Kubelet {
  private static final Pattern REFERENCE = Pattern.compile("\\$(\\$)?\\(([^)]+)\\)");

  private final JsonNode pod;
  private final Path folder;
  private final Map<String, String> fields;

  /** @param fields of the downward API, such as {@code status.hostIP} */
  Kubelet(JsonNode pod, Path folder, Map<String, String> fields) {
    this.pod = pod;
    this.folder = folder;
    this.fields = fields;
  }

  /** @param image where the files of the init containers' image are, by their path in it */
  void runInitContainers(Map<String, Path> image) throws IOException, InterruptedException {
    for (JsonNode volume : pod.path("volumes")) {
      Files.createDirectories(folder.resolve(volume.path("name").asString()));
    }
    for (JsonNode container : pod.path("initContainers")) {
      List<String> command = new ArrayList<>();
      for (JsonNode word : container.path("command")) {
        String mapped = mounted(container, word.asString());
        for (Map.Entry<String, Path> file : image.entrySet()) {
          mapped = mapped.startsWith(file.getKey())
              ? file.getValue() + mapped.substring(file.getKey().length())
              : mapped;
        }
        command.add(mapped);
      }
      Process process = new ProcessBuilder(command).inheritIO().start();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("%s", command).isZero();
    }
  }

  /** The environment of a container's process. */
  Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode element : container.path("env")) {
      String field = element.at("/valueFrom/fieldRef/fieldPath").asString("");
      environment.put(element.path("name").asString(), field.isEmpty()
          ? mounted(container, expand(element.path("value").asString(""), environment))
          : fields.get(field));
    }
    assertThat(environment.values()).doesNotContainNull();
    return new HashMap<>(environment);
  }

  private static String expand(String value, Map<String, String> defined) {
    Matcher reference = REFERENCE.matcher(value);
    return reference.replaceAll(found -> {
      String name = found.group(2);
      String text = found.group(1) != null
          ? "$(" + name + ")"
          : defined.getOrDefault(name, found.group());
      return Matcher.quoteReplacement(text);
    });
  }

  private String mounted(JsonNode container, String text) {
    String mapped = text;
    for (JsonNode mount : container.path("volumeMounts")) {
      mapped = mapped.replace(mount.path("mountPath").asString(),
          folder.resolve(mount.path("name").asString()).toString());
    }
    return mapped;
  }
}
