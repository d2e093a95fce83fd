package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.InjectionOptions.Platform;
import java.util.List;

/** The automatic instrumentation of .NET, a profiler with start-up hooks. */
final class DotnetInjection implements LanguageInjection {
  private static final String NAME = OperatorNames.AGENT + "dotnet";
  private static final String MOUNT = OperatorNames.MOUNT + "dotnet";
  private static final String PROFILER = "CORECLR_PROFILER";
  private static final String PROFILER_ID = "{918728DD-259F-4A6A-AC2B-B85E1B658318}";
  static final String HOME = "OTEL_DOTNET_AUTO_HOME";

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
    String runtime = options.platform() == Platform.MUSL ? "linux-musl" : "linux";
    environment.insert("CORECLR_ENABLE_PROFILING", "1");
    environment.insert(PROFILER, PROFILER_ID);
    environment.insert("CORECLR_PROFILER_PATH",
        MOUNT + "/" + runtime + "/OpenTelemetry.AutoInstrumentation.Native.so");
    List<MergedVariable> merged = merged(environment.container().name());
    environment.merge(merged.get(0));
    environment.merge(merged.get(1));
    environment.insert(HOME, MOUNT);
    environment.merge(merged.get(2));
  }

  @Override
  public List<MergedVariable> merged(String container) {
    return List.of(
        variable("DOTNET_STARTUP_HOOKS",
            MOUNT + "/net/OpenTelemetry.AutoInstrumentation.StartupHook.dll"),
        variable("DOTNET_ADDITIONAL_DEPS", MOUNT + "/AdditionalDeps"),
        variable("DOTNET_SHARED_STORE", MOUNT + "/store"));
  }

  private static MergedVariable variable(String name, String value) {
    return new MergedVariable(name, value, "", ":" + value, value, null);
  }

  @Override
  public List<String> ownVariables() {
    return List.of("CORECLR_ENABLE_PROFILING", PROFILER, "CORECLR_PROFILER_PATH",
        "DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", HOME, "DOTNET_SHARED_STORE");
  }

  @Override
  public void check(Workload workload, Container container, Findings findings) {
    String path = container.path(workload) + "/env/";
    int home = EnvironmentArray.last(container.body().get("env"), HOME);
    if (home >= 0) {
      findings.refuse(FindingCode.DOTNET_HOME_SET, path + home,
          HOME + " is set, so the application brings its own agent.");
    }
    int profiler = EnvironmentArray.last(container.body().get("env"), PROFILER);
    if (profiler >= 0
        && !PROFILER_ID.equals(Json.text(container.body().get("env").get(profiler), "value"))) {
      findings.warn(FindingCode.FOREIGN_AGENT, path + profiler,
          "Another profiler is set and stays, so OpenTelemetry's will not load.");
    }
  }
}
