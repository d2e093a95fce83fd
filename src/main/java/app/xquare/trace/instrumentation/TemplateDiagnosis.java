package app.xquare.trace.instrumentation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the workload's own manifest decides: checks 1, 2, 7, 8 and 9. */
final class TemplateDiagnosis {
  private static final String PYTHON_PLATFORM = OperatorNames.PREFIX + "otel-python-platform";
  private static final String DOTNET_RUNTIME = OperatorNames.PREFIX + "otel-dotnet-auto-runtime";

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final Map<String, String> annotations;

  TemplateDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.annotations = subject.podAnnotations();
  }

  void run() {
    place();
    spelling();
    containerNames();
    already();
    skipped();
  }

  private void place() {
    if (annotations.keySet().stream().anyMatch(TemplateDiagnosis::asks)) {
      diagnosis.ok(1, "The pod template is annotated.");
    } else if (subject.kind() != Workload.Kind.POD
        && subject.annotations().keySet().stream().anyMatch(TemplateDiagnosis::asks)) {
      diagnosis.problem(1, DiagnosisCode.ANNOTATION_NOT_ON_POD_TEMPLATE,
          "The annotation is on the " + subject.kind().kind() + ", but the operator sees only pods,"
              + " which get the annotations of the template.",
          "Put it under spec.template.metadata.annotations, as the mode `annotate` does; `kubectl"
              + " annotate` writes to the wrong place.");
    } else {
      ObjectNode namespace = supplied.namespace(subject.namespace());
      if (namespace != null && namespace.at("/metadata/annotations").propertyNames().stream()
          .anyMatch(TemplateDiagnosis::asks)) {
        diagnosis.ok(1, "The namespace is annotated.");
      } else {
        diagnosis.problem(1, DiagnosisCode.NOT_ANNOTATED,
            "Nothing asks for an agent, unless the namespace does.",
            "Annotate the pod template, as the mode `annotate` does.");
      }
    }
  }

  private static boolean asks(String annotation) {
    return annotation.startsWith(OperatorNames.PREFIX + "inject-");
  }

  private void spelling() {
    Set<String> known = new HashSet<>(Set.of(OperatorNames.CONTAINER_NAMES, PYTHON_PLATFORM,
        DOTNET_RUNTIME, OperatorNames.GO_TARGET));
    for (Language language : Language.values()) {
      known.add(language.annotation());
      known.add(language.containersAnnotation());
    }
    Set<String> wrong = new TreeSet<>();
    JsonNode given = subject.body().at(subject.templateMetadataPath() + "/annotations");
    given.forEachEntry((name, value) -> {
      boolean ours = name.strip().startsWith(OperatorNames.PREFIX);
      boolean good = known.contains(name) && value.isString()
          && value.stringValue().equals(value.stringValue().strip())
          && !value.stringValue().isEmpty();
      if (ours && !good) {
        wrong.add(name);
      }
    });
    if (wrong.isEmpty()) {
      diagnosis.ok(2, "Names and values are ones that the operator knows.");
    } else {
      diagnosis.problem(2, DiagnosisCode.BAD_ANNOTATION,
          "The operator does not understand " + String.join(", ", wrong) + ".",
          "There is inject-java, -nodejs, -python, -dotnet, -go, -apache-httpd, -nginx and -sdk; the"
              + " value is a quoted text: \"true\", or the name of an Instrumentation.");
    }
  }

  private void containerNames() {
    Map<Language, String> asked = InjectionDiagnosis.asked(annotations);
    String why = null;
    for (Language language : asked.keySet()) {
      String names = annotations.getOrDefault(language.containersAnnotation(),
          annotations.get(OperatorNames.CONTAINER_NAMES));
      if (names == null) {
        if (asked.size() > 1) {
          why = "Several languages are asked for, and " + language.containersAnnotation()
              + " is missing.";
        }
      } else {
        why = why == null ? invalid(names) : why;
      }
    }
    if (why == null) {
      diagnosis.ok(7, "It is clear which containers are meant.");
    } else {
      diagnosis.problem(7, DiagnosisCode.CONTAINER_NAMES_INVALID, why,
          "Name existing containers, each once, with commas and no spaces, for each language.");
    }
  }

  private @Nullable String invalid(String names) {
    if (!InjectionDiagnosis.CONTAINER_NAMES.matcher(names).matches()) {
      return "The names of containers hold something else than letters, digits, - and commas.";
    }
    List<String> all = Arrays.asList(names.split(",", -1));
    if (new HashSet<>(all).size() < all.size()) {
      return "A container is named twice, so nothing is injected.";
    }
    for (String name : all) {
      if (subject.container(name) == null) {
        return "There is no container " + name + "; the operator ignores it.";
      }
    }
    return null;
  }

  private void already() {
    EarlierInjection.Kind earlier = EarlierInjection.of(subject);
    if (subject.kind() == Workload.Kind.POD && earlier == EarlierInjection.Kind.OPERATOR) {
      diagnosis.ok(8, "The pod holds the operator's injection.");
    } else if (earlier == null && !Markers.arePresent(subject)) {
      diagnosis.ok(8, "The template holds no earlier injection.");
    } else {
      diagnosis.problem(8, DiagnosisCode.ALREADY_INJECTED,
          "The template holds an injection already, also leftovers of one by hand count; the"
              + " operator skips such pods.",
          "Keep that one and drop the annotation, or take it out: roll it back, or `migrate` it.");
    }
  }

  private void skipped() {
    Map<Language, String> asked = InjectionDiagnosis.asked(annotations);
    String why = null;
    List<ObjectNode> containers = subject.containers();
    for (Language language : asked.keySet()) {
      for (ObjectNode container : containers) {
        why = why == null ? skipped(language, container) : why;
      }
    }
    if (why == null) {
      diagnosis.ok(9, "Nothing in the containers makes the operator skip them.");
    } else {
      diagnosis.problem(9, DiagnosisCode.LANGUAGE_SKIPPED, why,
          "Set the variable by value, or use a patch with `preserveValueFrom`.");
    }
  }

  private @Nullable String skipped(Language language, ObjectNode container) {
    String name = container.path("name").asString("");
    JsonNode env = container.get("env");
    for (MergedVariable merged : LanguageInjection.of(language).merged(name)) {
      int at = EnvironmentArray.last(env, merged.name());
      if (env != null && at >= 0 && env.get(at).hasNonNull("valueFrom")) {
        return merged.name() + " of " + name + " comes from elsewhere (valueFrom), so the operator"
            + " skips the container.";
      }
    }
    String platform = annotations.getOrDefault(PYTHON_PLATFORM, "glibc");
    String runtime = annotations.getOrDefault(DOTNET_RUNTIME, "linux-x64");
    return switch (language) {
      case PYTHON -> Set.of("glibc", "musl").contains(platform)
          ? null
          : "The Python platform is neither glibc nor musl.";
      case DOTNET -> EnvironmentArray.last(env, "OTEL_DOTNET_AUTO_HOME") >= 0
          ? "OTEL_DOTNET_AUTO_HOME is set in " + name + "."
          : Set.of("linux-x64", "linux-musl-x64").contains(runtime)
              ? null
              : "The .NET runtime is neither linux-x64 nor linux-musl-x64.";
      case GO -> annotations.containsKey(OperatorNames.GO_TARGET)
          || EnvironmentArray.last(env, "OTEL_GO_AUTO_TARGET_EXE") >= 0
              ? null
              : "Go needs the executable's path, by " + OperatorNames.GO_TARGET + ".";
      default -> null;
    };
  }
}
