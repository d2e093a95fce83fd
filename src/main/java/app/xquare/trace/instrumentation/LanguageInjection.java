package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is particular to one language. */
sealed interface LanguageInjection
    permits JavaInjection, NodejsInjection, PythonInjection, DotnetInjection, SdkInjection {
  /** Null if nothing has to be copied. */
  @Nullable
  Agent agent(InjectionOptions options);

  /** Where a container sees the agent. */
  String mount(String container);

  /** Variables that the operator sets before those of the pod. */
  default void early(EnvironmentPlan environment, InjectionOptions options) {}

  /** Variables that the operator sets after those that apply to every language. */
  void late(EnvironmentPlan environment, InjectionOptions options);

  /** Variables that the application may share with the agent in a container. */
  List<MergedVariable> merged(String container);

  /** Names of further variables that only this language gets. */
  List<String> ownVariables();

  /** Reasons against it that only this language knows. */
  default void check(Workload workload, Container container, Findings findings) {}

  static LanguageInjection of(Language language) {
    return switch (language) {
      case JAVA -> new JavaInjection();
      case NODEJS -> new NodejsInjection();
      case PYTHON -> new PythonInjection();
      case DOTNET -> new DotnetInjection();
      // The sidecar of Go is configured by the same variables as an SDK.
      case SDK, GO, APACHE_HTTPD, NGINX -> new SdkInjection();
    };
  }
}
