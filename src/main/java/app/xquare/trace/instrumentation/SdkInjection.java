package app.xquare.trace.instrumentation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variables only, for an application that brings its SDK. */
final class SdkInjection implements LanguageInjection {
  @Override
  public @Nullable Agent agent(InjectionOptions options) {
    return null;
  }

  @Override
  public String mount(String container) {
    throw new IllegalStateException("nothing is mounted into " + container);
  }

  @Override
  public void late(EnvironmentPlan environment, InjectionOptions options) {}

  @Override
  public List<MergedVariable> merged(String container) {
    return List.of();
  }

  @Override
  public List<String> ownVariables() {
    return List.of();
  }
}
