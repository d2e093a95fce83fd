package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
  private static final List<String> OPTIONS = List.of("-Xmx1g", "-XX:AOTCache=/opt/a b.aot");

  @Test
  void theOptionsComeFirstAndNothingIsLost() {
    assertThat(command(Map.of(), "-Dx=a b", "-jar", "trace.jar", "--server.port=0", "-Xmx2g"))
        .containsExactly("/jdk/bin/java", "-Dxquare.trace.jvm-options=applied", "-Xmx1g",
            "-XX:AOTCache=/opt/a b.aot", "-Dx=a b", "-jar", "trace.jar", "--server.port=0",
            "-Xmx2g");
  }

  @Test
  void whoeverGivesOptionsGivesAllOfThem() {
    assertThat(command(Map.of(), "-Xmx2g", "-jar", "trace.jar")).isNull();
    assertThat(command(Map.of(), "-agentlib:jdwp", "-jar", "trace.jar")).isNull();
    assertThat(command(Map.of("JAVA_TOOL_OPTIONS", "-Xmx2g"), "-jar", "trace.jar")).isNull();
    assertThat(command(Map.of("JDK_JAVA_OPTIONS", ""), "-jar", "trace.jar")).isNull();
  }

  @Test
  void isDoneOnceAndForTheJarOnly() {
    List<String> once = Objects.requireNonNull(command(Map.of(), "-jar", "trace.jar"));
    assertThat(command(Map.of(), once.subList(1, once.size()).toArray(String[]::new))).isNull();
    assertThat(command(Map.of(), "-cp", "classes", "Main")).isNull();
    assertThat(JvmOptions.command("/jdk/bin/java", List.of("-jar", "trace.jar"), Map.of(),
        List.of())).isNull();
  }

  private static @Nullable List<String> command(Map<String, String> environment,
      String... arguments) {
    return JvmOptions.command("/jdk/bin/java", List.of(arguments), environment, OPTIONS);
  }
}
