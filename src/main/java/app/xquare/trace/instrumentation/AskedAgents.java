package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the operator is asked for: the annotations of the pod and those of its namespace, put together
 * by the operator's rules.
 *
 * @param isMisplaced whether only the object around the template is annotated, which the operator does
 *   not see; the others then say what was meant
 */
record AskedAgents(Map<String, String> pod, Map<String, String> namespace, boolean isMisplaced) {
  /** Of a pod template, or of a pod. */
  static AskedAgents of(Workload subject, Map<String, String> namespace) {
    Map<String, String> pod = subject.podAnnotations();
    if (subject.kind() == Workload.Kind.POD || asks(pod) || asks(namespace)) {
      return new AskedAgents(pod, namespace, false);
    }
    Map<String, String> meant = new LinkedHashMap<>(subject.annotations());
    // A CronJob has one more place where annotations are of no use.
    meant.putAll(texts(subject.body().at("/spec/jobTemplate/metadata/annotations")));
    if (!asks(meant)) {
      return new AskedAgents(pod, namespace, false);
    }
    meant.putAll(pod);
    return new AskedAgents(meant, namespace, true);
  }

  static Map<String, String> texts(JsonNode annotations) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (annotations instanceof ObjectNode object) {
      object.forEachEntry((name, value) -> texts.put(name, value.asString("")));
    }
    return texts;
  }

  /** Whether an annotation asks for an agent, be it spelled right or wrong. */
  static boolean asks(Map<String, String> annotations) {
    return annotations.keySet().stream()
        .anyMatch(name -> name.startsWith(OperatorNames.PREFIX + "inject-")
            && !name.equals(Language.NGINX.containersAnnotation()));
  }

  static boolean isTrue(String value) {
    return value.equalsIgnoreCase("true");
  }

  /** The value that counts, or an empty text. */
  String value(String annotation) {
    String inner = pod.getOrDefault(annotation, "");
    String outer = namespace.getOrDefault(annotation, "");
    if (inner.isEmpty() || outer.isEmpty()) {
      return inner + outer;
    }
    return isTrue(inner) && !outer.equalsIgnoreCase("false") ? outer : inner;
  }

  /** The value for each language that is asked for, in the operator's order. */
  Map<Language, String> languages() {
    Map<Language, String> languages = new LinkedHashMap<>();
    for (Language language : Language.values()) {
      String value = value(language.annotation());
      if (!value.isBlank() && !value.equalsIgnoreCase("false")) {
        languages.put(language, value);
      }
    }
    return languages;
  }

  /** As the annotations list the containers for a language: those for all languages, then its own. */
  List<String> containerLists(Language language) {
    List<String> lists = new ArrayList<>();
    for (String annotation : List.of(OperatorNames.CONTAINER_NAMES,
        language.containersAnnotation())) {
      if (!value(annotation).isEmpty()) {
        lists.add(value(annotation));
      }
    }
    return lists;
  }

  /** The containers that get the language's agent: those that are named, or else the first. */
  List<ObjectNode> targets(Workload subject, Language language) {
    List<ObjectNode> targets = new ArrayList<>();
    List<String> lists = containerLists(language);
    for (String name : String.join(",", lists).split(",", -1)) {
      Container container = subject.container(name);
      if (container != null) {
        targets.add(container.body());
      }
    }
    return lists.isEmpty() ? subject.containers().stream().limit(1).toList() : targets;
  }
}
