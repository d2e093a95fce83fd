package app.xquare.trace.instrumentation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the workload's own manifest decides: checks 1, 2, 7 and 8. */
final class TemplateDiagnosis {
  private static final Pattern CONTAINER_NAMES = Pattern.compile("[a-zA-Z0-9-,]+");

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final AskedAgents asked;

  TemplateDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.asked = diagnosis.asked();
  }

  void run() {
    place();
    spelling();
    containerNames();
    already();
    new SkippedLanguages(subject, supplied, diagnosis).run();
  }

  private void place() {
    if (asked.isMisplaced()) {
      diagnosis.problem(1, DiagnosisCode.ANNOTATION_NOT_ON_POD_TEMPLATE,
          "The annotation is on the " + subject.kind().kind() + ", but the operator sees only pods,"
              + " which get the annotations of the template. The other checks are about the"
              + " annotation as it was meant.",
          "Put it under " + subject.templateMetadataPath().substring(1).replace('/', '.')
              + ".annotations, as the mode `annotate` does; `kubectl annotate` writes to the wrong"
              + " place.");
    } else if (!asked.languages().isEmpty()) {
      diagnosis.ok(1, AskedAgents.asks(asked.pod())
          ? "The pod template is annotated."
          : "The namespace is annotated.");
    } else if (AskedAgents.asks(asked.pod()) || AskedAgents.asks(asked.namespace())) {
      diagnosis.problem(1, DiagnosisCode.NOT_ANNOTATED,
          "The annotations ask for no agent that there is, or say \"false\", which counts on a pod"
              + " whatever its namespace says.",
          "Set inject-java, or that of another language, to \"true\" or to the name of an"
              + " Instrumentation.");
    } else {
      diagnosis.problem(1, DiagnosisCode.NOT_ANNOTATED,
          supplied.namespace(subject.namespace()) == null
              ? "Nothing asks for an agent, unless the Namespace does, which was not sent."
              : "Nothing asks for an agent.",
          "Annotate the pod template, as the mode `annotate` does.");
    }
  }

  private void spelling() {
    Set<String> known = new HashSet<>(Set.of(OperatorNames.CONTAINER_NAMES,
        SkippedLanguages.PYTHON_PLATFORM, SkippedLanguages.DOTNET_RUNTIME,
        OperatorNames.GO_TARGET));
    for (Language language : Language.values()) {
      known.add(language.annotation());
      known.add(language.containersAnnotation());
    }
    Set<String> wrong = new TreeSet<>();
    JsonNode given = subject.body().at(subject.templateMetadataPath() + "/annotations");
    given.forEachEntry((name, value) -> {
      boolean ours = name.strip().startsWith(OperatorNames.PREFIX)
          || name.matches("(?i)\\s*([\\w-]+\\.)?opentelemetry\\.io/inject-.*");
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
          "There is " + OperatorNames.PREFIX + "inject-java, -nodejs, -python, -dotnet, -go,"
              + " -apache-httpd, -nginx and -sdk; the value is a quoted text: \"true\", or the name"
              + " of an Instrumentation.");
    }
  }

  private void containerNames() {
    Set<Language> languages = asked.languages().keySet();
    String why = null;
    for (Language language : languages) {
      List<String> lists = asked.containerLists(language);
      if (why == null && lists.isEmpty() && languages.size() > 1) {
        why = "Several languages are asked for, and " + language.containersAnnotation()
            + " is missing.";
      } else if (why == null && !lists.isEmpty()) {
        why = invalid(lists);
      }
    }
    if (why == null) {
      diagnosis.ok(7, "It is clear which containers are meant.");
    } else {
      diagnosis.problem(7, DiagnosisCode.CONTAINER_NAMES_INVALID, why,
          "Name existing containers, each once, with commas and no spaces, for each language.");
    }
  }

  private @Nullable String invalid(List<String> lists) {
    for (String names : lists) {
      if (!CONTAINER_NAMES.matcher(names).matches()) {
        return "The names of containers hold something else than letters, digits, - and commas.";
      }
    }
    List<String> all = Arrays.asList(String.join(",", lists).split(",", -1));
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
}
