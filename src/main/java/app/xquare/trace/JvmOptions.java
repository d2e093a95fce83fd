package app.xquare.trace;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * A jar cannot say which JVM options it wants, but our memory, start and speed hang on them. So the
 * packaged jar carries them in its manifest, and the process replaces itself once, at its very
 * beginning, by the same command with them: same process id, nothing in between. Whoever gives JVM
 * options of his own gives all of them, and nothing is added.
 */
final class JvmOptions {
  /** In the jar's manifest, parted by spaces. */
  private static final String MANIFEST = "Jvm-Options";
  private static final String APPLIED = "-Dxquare.trace.jvm-options=applied";

  private JvmOptions() {}

  /** Returns if there is nothing to do, or it cannot be done on this system. */
  static void apply() {
    Path jar = jar();
    if (jar == null || System.getProperty("os.name", "").startsWith("Windows")) {
      return;
    }
    ProcessHandle.Info self = ProcessHandle.current().info();
    if (self.command().isEmpty() || self.arguments().isEmpty()) {
      return;
    }
    List<String> command = command(self.command().get(), List.of(self.arguments().get()),
        System.getenv(), options(jar));
    if (command != null) {
      replace(command);
    }
  }

  /** Null if the process is to stay as it is. */
  static @Nullable List<String> command(String java, List<String> arguments,
      Map<String, String> environment, List<String> options) {
    int jar = arguments.indexOf("-jar");
    boolean own = environment.containsKey("JAVA_TOOL_OPTIONS")
        || environment.containsKey("JDK_JAVA_OPTIONS") || arguments.contains(APPLIED)
        || arguments.subList(0, Math.max(0, jar)).stream()
            .anyMatch(argument -> !argument.startsWith("-D"));
    if (jar < 0 || own || options.isEmpty()) {
      return null;
    }
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add(APPLIED);
    command.addAll(options);
    command.addAll(arguments);
    return command;
  }

  private static @Nullable Path jar() {
    CodeSource source = JvmOptions.class.getProtectionDomain().getCodeSource();
    try {
      Path path = source == null ? null : Path.of(source.getLocation().toURI());
      return path != null && Files.isRegularFile(path) ? path : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** Those of the manifest, and the cache of prepared classes if it was made beside the jar. */
  private static List<String> options(Path jar) {
    List<String> options = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      String listed = file.getManifest().getMainAttributes().getValue(MANIFEST);
      if (listed != null) {
        options.addAll(List.of(listed.trim().split("\\s+")));
      }
    } catch (IOException e) {
      return List.of();
    }
    Path cache = jar.resolveSibling("xquare-trace.aot");
    if (!options.isEmpty() && Files.exists(cache)) {
      options.add("-XX:AOTCache=" + cache);
    }
    return options;
  }

  /** {@code execv}: returns only if it fails. */
  @SuppressWarnings("restricted") // the manifest enables native access
  private static void replace(List<String> command) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
      for (int i = 0; i < command.size(); i++) {
        arguments.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
      }
      int result = (int) linker
          .downcallHandle(linker.defaultLookup().findOrThrow("execv"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
          .invokeExact(arena.allocateFrom(command.getFirst()), arguments);
      System.err.println("the JVM options of the jar could not be applied: execv gave " + result);
    } catch (Throwable e) {
      System.err.println("the JVM options of the jar could not be applied: " + e);
    }
  }
}
