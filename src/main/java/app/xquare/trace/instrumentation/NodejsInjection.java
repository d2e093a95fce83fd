package app.xquare.trace.instrumentation;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The automatic instrumentation of Node.js, loaded by {@code NODE_OPTIONS}. */
final class NodejsInjection implements LanguageInjection {
  private static final String NAME = OperatorNames.AGENT + "nodejs";
  private static final String MOUNT = OperatorNames.MOUNT + "nodejs";
  private static final String OPTION = " --require " + MOUNT + "/autoinstrumentation.js";
  private static final Pattern ANOTHER_AGENT = Pattern
      .compile("(dd-trace|newrelic|elastic-apm|@splunk/otel|scout_apm|appdynamics)");

  @Override
  public Agent agent(InjectionOptions options) {
    return new Agent(NAME, List.of("cp", "-r", "/autoinstrumentation/.", MOUNT), MOUNT, "50m",
        "128Mi");
  }

  @Override
  public String mount(String container) {
    return MOUNT;
  }

  @Override
  public void late(EnvironmentPlan environment, InjectionOptions options) {
    merged(environment.container().name()).forEach(environment::merge);
  }

  @Override
  public List<MergedVariable> merged(String container) {
    return List.of(
        new MergedVariable("NODE_OPTIONS", OPTION, "", OPTION, OPTION.strip(), ANOTHER_AGENT));
  }

  @Override
  public List<String> ownVariables() {
    return List.of("NODE_OPTIONS");
  }

  @Override
  public void check(Workload workload, Container container, Findings findings) {
    for (String list : List.of("command", "args")) {
      for (JsonNode word : container.body().path(list)) {
        if (word.asString("").endsWith(".mjs")) {
          findings.warn(FindingCode.NODE_ESM, container.path(workload) + "/" + list,
              "The application is an ES module: modules that it imports are not instrumented"
                  + " through --require.");
        }
      }
    }
  }
}
