package app.xquare.trace.instrumentation;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What makes the operator leave a container out, although its language is asked for: check 9. */
final class SkippedLanguages {
  static final String PYTHON_PLATFORM = OperatorNames.PREFIX + "otel-python-platform";
  static final String DOTNET_RUNTIME = OperatorNames.PREFIX + "otel-dotnet-auto-runtime";
  private static final String GO_VARIABLE = "OTEL_GO_AUTO_TARGET_EXE";
  private static final String ORPHAN = " Its init container appears in the pod all the same, and"
      + " does nothing.";

  private final Workload subject;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final AskedAgents asked;
  private boolean found;

  SkippedLanguages(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.subject = subject;
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.asked = diagnosis.asked();
  }

  void run() {
    asked.languages().forEach((language, value) -> {
      language(language, value);
      for (ObjectNode container : asked.targets(subject, language)) {
        container(language, container);
      }
    });
    if (!found) {
      diagnosis.ok(9, "Nothing in the containers makes the operator skip them.");
    }
  }

  private void report(String why, String fix) {
    if (!found) {
      found = true;
      diagnosis.problem(9, DiagnosisCode.LANGUAGE_SKIPPED, why, fix);
    }
  }

  private void language(Language language, String value) {
    String platform = asked.value(PYTHON_PLATFORM);
    if (language == Language.PYTHON && !Set.of("", "glibc", "musl").contains(platform)) {
      report("The Python platform is neither glibc nor musl." + ORPHAN,
          "Set " + PYTHON_PLATFORM + " to \"musl\" for Alpine, else leave it out.");
    }
    String runtime = asked.value(DOTNET_RUNTIME);
    if (language == Language.DOTNET
        && !Set.of("", "linux-x64", "linux-musl-x64").contains(runtime)) {
      report("The .NET runtime is neither linux-x64 nor linux-musl-x64." + ORPHAN,
          "Set " + DOTNET_RUNTIME + " to \"linux-musl-x64\" for Alpine, else leave it out.");
    }
    if (language == Language.GO) {
      go(value);
    }
  }

  private void go(String value) {
    JsonNode shared = subject.podSpec().path("shareProcessNamespace");
    if (shared.isBoolean() && !shared.booleanValue()) {
      report("shareProcessNamespace is false, but the Go agent must see the application.",
          "Take shareProcessNamespace out.");
    }
    if (asked.targets(subject, Language.GO).size() > 1) {
      report("Several containers are named for Go, which takes one.", "Name one container.");
    }
    ObjectNode resource = supplied.instrumentation(value, subject.namespace());
    boolean set = resource != null
        && EnvironmentArray.last(resource.at("/spec/go/env"), GO_VARIABLE) >= 0;
    if (asked.value(OperatorNames.GO_TARGET).isEmpty() && !set) {
      report("Go needs the executable's path, by the annotation " + OperatorNames.GO_TARGET
          + " or by " + GO_VARIABLE + " in spec.go.env of the Instrumentation.",
          "Annotate the pod template with " + OperatorNames.GO_TARGET
              + ": \"/path/in/the/image\".");
    }
  }

  private void container(Language language, ObjectNode container) {
    String name = container.path("name").asString("");
    JsonNode env = container.path("env");
    for (MergedVariable merged : LanguageInjection.of(language).merged(name)) {
      int at = EnvironmentArray.last(env, merged.name());
      if (at >= 0 && env.get(at).hasNonNull("valueFrom")) {
        report(merged.name() + " of " + name + " comes from elsewhere (valueFrom), so the operator"
            + " skips the container." + ORPHAN,
            "Set the variable by value, or use a patch with `preserveValueFrom`.");
      }
    }
    if (language == Language.DOTNET && EnvironmentArray.last(env, DotnetInjection.HOME) >= 0) {
      report(DotnetInjection.HOME + " is set in " + name + ", so the operator skips the container."
          + ORPHAN, "Take the variable out.");
    }
    int attributes = EnvironmentArray.last(env, OperatorNames.RESOURCE_ATTRIBUTES);
    if (attributes >= 0 && env.get(attributes).hasNonNull("valueFrom")) {
      report(
          OperatorNames.RESOURCE_ATTRIBUTES + " of " + name + " comes from elsewhere (valueFrom);"
              + " the operator adds a value to it, and the API server refuses such a pod.",
          "Set the variable by value, or use a patch with `preserveValueFrom`.");
    }
  }
}
