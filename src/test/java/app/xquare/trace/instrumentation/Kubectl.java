package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, without a cluster. */
final class Kubectl {
  private final Path folder;

  /** @param folder for its files; also its home, so that it finds no cluster */
  Kubectl(Path folder) {
    this.folder = folder;
  }

  static boolean isInstalled() {
    try {
      Process process = new ProcessBuilder("kubectl", "version", "--client")
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@code kubectl patch --local}: the patched object as JSON; fails if it refuses. */
  String patch(String manifest, String type, String patch) throws Exception {
    Answer answer = tryPatch(manifest, type, patch);
    assertThat(answer.exit()).as(answer.complaints()).isZero();
    return answer.printed();
  }

  Answer tryPatch(String manifest, String type, String patch) throws Exception {
    Files.writeString(folder.resolve("manifest.yaml"), manifest);
    Files.writeString(folder.resolve("patch.json"), patch);
    return run("patch", "--local", "-f", "manifest.yaml", "--type=" + type, "--patch-file",
        "patch.json", "-o", "json");
  }

  Answer run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().remove("KUBECONFIG");
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  record Answer(int exit, String printed, String complaints) {}
}
