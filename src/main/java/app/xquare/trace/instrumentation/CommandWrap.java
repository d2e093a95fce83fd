package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.PatchEditor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Starts a Python application through {@code opentelemetry-instrument}, for those who ask for it. */
final class CommandWrap {
  // Its first line names an interpreter of the image it was built in: always run it by the app's own.
  private static final List<String> WRAPPER = List.of("python3",
      PythonInjection.MOUNT + "/bin/opentelemetry-instrument");

  private CommandWrap() {}

  static ContainerChange apply(PatchEditor editor, Workload workload, Container target,
      InjectionOptions options, Findings findings, ContainerChange change) {
    String path = target.path(workload);
    JsonNode command = target.body().get("command");
    JsonNode args = target.body().get("args");
    findings.warn(FindingCode.WRAPPER_REDUNDANT, path,
        "PYTHONPATH alone loads the agent; with the wrapper it is initialised twice.");
    if (!Json.isAbsent(command)) {
      editor.test(path + "/command", command).replace(path + "/command",
          Json.array(wrapped(command)));
      return change.wrapped(command.deepCopy(), null);
    }
    boolean argsMissing = Json.isAbsent(args) && options.imageCommand().isEmpty();
    if (options.imageEntrypoint().isEmpty() || argsMissing) {
      findings.refuse(FindingCode.IMAGE_ENTRYPOINT_UNKNOWN, path,
          "A command replaces the image's ENTRYPOINT and CMD: say by `imageEntrypoint` and"
              + " `imageCommand` what they are.");
      return change;
    }
    List<String> whole = new ArrayList<>(WRAPPER);
    whole.addAll(options.imageEntrypoint());
    editor.testAbsent(path + "/command").add(path + "/command", Json.array(whole));
    JsonNode none = JsonNodeFactory.instance.nullNode();
    if (!Json.isAbsent(args)) {
      return change.wrapped(none, null);
    }
    editor.testAbsent(path + "/args").add(path + "/args", Json.array(options.imageCommand()));
    return change.wrapped(none, none);
  }

  /** The command without the wrapper; null if there is none. */
  static @Nullable JsonNode unwrapped(@Nullable Container container) {
    JsonNode command = container == null ? null : container.body().get("command");
    if (command == null || command.size() < WRAPPER.size()) {
      return null;
    }
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(word.asString("")));
    return words.subList(0, WRAPPER.size()).equals(WRAPPER)
        ? Json.array(words.subList(WRAPPER.size(), words.size()))
        : null;
  }

  private static List<String> wrapped(@Nullable JsonNode command) {
    List<String> words = new ArrayList<>(WRAPPER);
    if (command != null) {
      command.forEach(word -> words.add(word.asString("")));
    }
    return words;
  }
}
