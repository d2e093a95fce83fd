package app.xquare.trace.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service under an agent: prints {@code port=…}, ends by itself when its input is closed. */
final class ServiceProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("(?m)^port=(\\d+)$");

  private final Process process;
  private final Path out;
  private final Path err;

  private ServiceProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** @param name of its two files in the folder: what it prints, and its complaints */
  static ServiceProcess start(Path folder, String name, Path workingDirectory,
      Map<String, String> environment, List<String> command) throws IOException {
    Path out = folder.resolve(name + ".out");
    Path err = folder.resolve(name + ".err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("OTEL_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("NODE_OPTIONS");
    builder.environment().putAll(environment);
    return new ServiceProcess(builder.start(), out, err);
  }

  String awaitUrl() throws IOException, InterruptedException {
    for (int i = 0; i < 1_800 && process.isAlive(); i++) {
      Matcher port = PORT.matcher(Files.readString(out));
      if (port.find()) {
        return "http://127.0.0.1:" + port.group(1);
      }
      Thread.sleep(100);
    }
    throw new AssertionError("it did not start:\n" + complaints());
  }

  List<String> printed() throws IOException {
    return Files.readAllLines(out);
  }

  String complaints() throws IOException {
    return Files.readString(err);
  }

  /** Returns when it has said goodbye, everything exported. */
  void stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end:\n" + complaints());
    }
  }

  @Override
  public void close() {
    // Until it is gone it may write into the folder that is deleted next.
    process.destroyForcibly().onExit().join();
  }
}
