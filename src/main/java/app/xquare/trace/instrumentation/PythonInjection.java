package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.InjectionOptions.Platform;
import java.util.List;
import java.util.regex.Pattern;

/** The automatic instrumentation of Python, found through {@code PYTHONPATH}. */
final class PythonInjection implements LanguageInjection {
  static final String MOUNT = OperatorNames.MOUNT + "python";
  private static final String NAME = OperatorNames.AGENT + "python";
  private static final String LOADER = MOUNT
      + "/opentelemetry/instrumentation/auto_instrumentation";
  private static final Pattern OLD_PYTHON = Pattern.compile(".*/?python:(2|3\\.[0-9]\\b).*");
  private static final Pattern ANOTHER_AGENT = Pattern
      .compile("(ddtrace|newrelic|elasticapm|sitecustomize)");

  @Override
  public Agent agent(InjectionOptions options) {
    String source = options.platform() == Platform.MUSL
        ? "/autoinstrumentation-musl/."
        : "/autoinstrumentation/.";
    return new Agent(NAME, List.of("cp", "-r", source, MOUNT), MOUNT, "50m", "64Mi");
  }

  @Override
  public String mount(String container) {
    return MOUNT;
  }

  @Override
  public void early(EnvironmentPlan environment, InjectionOptions options) {
    merged(environment.container().name()).forEach(environment::merge);
  }

  @Override
  public void late(EnvironmentPlan environment, InjectionOptions options) {
    // Its distribution exports nothing unless it is told to.
    if (options.signals().contains("traces")) {
      environment.insert(OperatorNames.TRACES, "otlp");
    }
  }

  @Override
  public List<MergedVariable> merged(String container) {
    return List.of(new MergedVariable("PYTHONPATH", LOADER + ":" + MOUNT, LOADER + ":",
        ":" + MOUNT, LOADER, ANOTHER_AGENT));
  }

  @Override
  public List<String> ownVariables() {
    return List.of("PYTHONPATH", OperatorNames.TRACES);
  }

  @Override
  public void check(Workload workload, Container container, Findings findings) {
    if (OLD_PYTHON.matcher(container.image()).matches()) {
      findings.warn(FindingCode.RUNTIME_VERSION, container.path(workload) + "/image",
          "The image looks like a Python before 3.10; use `image` with a release for it, such as"
              + " 0.54b1 for 3.8.");
    }
  }
}
