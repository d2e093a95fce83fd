package app.xquare.trace.agents;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The Node.js service with its packages, installed below {@code target}. */
final class NodeFolder {
  private static final List<String> FILES = List.of("package.json", "package-lock.json",
      "recorder.js", "stock.js");

  private NodeFolder() {}

  /** Null if Node.js is not there. Downloads nothing if nothing changed since the last time. */
  static Path install() throws IOException, InterruptedException {
    if (!runs("node", "--version") || !runs("npm", "--version")) {
      return null;
    }
    Path base = Path.of(System.getProperty("xquare.test.basedir", "."));
    Path target = Files.createDirectories(base.resolve("target/node"));
    Path lock = target.resolve("package-lock.json");
    boolean same = Files.exists(lock) && Files.exists(target.resolve("node_modules"))
        && Files.mismatch(lock, base.resolve("src/test/node/package-lock.json")) < 0;
    for (String file : FILES) {
      Files.copy(base.resolve("src/test/node").resolve(file), target.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (!same) {
      File log = target.resolve("npm.log").toFile();
      int exit = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
          .directory(target.toFile()).redirectErrorStream(true).redirectOutput(log).start()
          .waitFor();
      if (exit != 0) {
        Files.delete(lock);
        throw new AssertionError("npm ci failed:\n" + Files.readString(log.toPath()));
      }
    }
    return target;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
