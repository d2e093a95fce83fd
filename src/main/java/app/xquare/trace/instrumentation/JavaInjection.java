package app.xquare.trace.instrumentation;

import java.util.List;
import java.util.regex.Pattern;

/** The Java agent, loaded by {@code JAVA_TOOL_OPTIONS}. */
final class JavaInjection implements LanguageInjection {
  private static final String NAME = OperatorNames.AGENT + "java";
  private static final String MOUNT = OperatorNames.MOUNT + "java";
  private static final Pattern ANOTHER_AGENT = Pattern.compile("-javaagent:|-agentpath:");
  private static final Pattern OLD_JAVA = Pattern
      .compile(".*/?(openjdk|java|temurin|corretto):(6|7)\\b.*");

  @Override
  public Agent agent(InjectionOptions options) {
    return new Agent(NAME, List.of("cp", "/javaagent.jar", MOUNT + "/javaagent.jar"), MOUNT, "50m",
        "64Mi");
  }

  /** Of each container its own, since the operator's 0.121. */
  @Override
  public String mount(String container) {
    return MOUNT + "-" + container;
  }

  @Override
  public void late(EnvironmentPlan environment, InjectionOptions options) {
    merged(environment.container().name()).forEach(environment::merge);
  }

  @Override
  public List<MergedVariable> merged(String container) {
    String option = " -javaagent:" + mount(container) + "/javaagent.jar";
    return List.of(new MergedVariable("JAVA_TOOL_OPTIONS", option, "", option, option.strip(),
        ANOTHER_AGENT));
  }

  @Override
  public List<String> ownVariables() {
    return List.of("JAVA_TOOL_OPTIONS");
  }

  @Override
  public void check(Workload workload, Container container, Findings findings) {
    String path = container.path(workload);
    if (OLD_JAVA.matcher(container.image()).matches()) {
      findings.warn(FindingCode.RUNTIME_VERSION, path + "/image",
          "The image looks like a Java before 8, which the agent does not run on.");
    }
    Quantity memory = Quantity.of(container.body().at("/resources/limits/memory").asString(""));
    if (memory != null && memory.bytes() < 256L << 20) {
      findings.warn(FindingCode.MEMORY_LIMIT_SMALL, path + "/resources/limits/memory",
          "The agent takes some 100 MiB of the container's memory; the limit is below 256 MiB.");
    }
    if (container.body().hasNonNull("livenessProbe")
        && !container.body().hasNonNull("startupProbe")) {
      findings.warn(FindingCode.STARTUP_PROBE_MISSING, path + "/livenessProbe",
          "With the agent the start takes longer; without a startupProbe the livenessProbe may end"
              + " it too early.");
    }
  }
}
