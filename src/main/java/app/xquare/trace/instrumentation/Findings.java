package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Collects findings about one document. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();
  private final ToIntFunction<String> lines;

  Findings(ToIntFunction<String> lines) {
    this.lines = lines;
  }

  void info(FindingCode code, @Nullable String path, String message) {
    add(code, Severity.INFO, path, message, null, null);
  }

  void warn(FindingCode code, @Nullable String path, String message) {
    add(code, Severity.WARNING, path, message, null, null);
  }

  void kept(FindingCode code, String path, String message, @Nullable String kept,
      @Nullable String wanted) {
    add(code, Severity.WARNING, path, message, kept, wanted);
  }

  void refuse(FindingCode code, @Nullable String path, String message) {
    add(code, Severity.ERROR, path, message, null, null);
  }

  private void add(FindingCode code, Severity severity, @Nullable String path, String message,
      @Nullable String kept, @Nullable String wanted) {
    int line = path == null ? 0 : lines.applyAsInt(path);
    Finding finding = new Finding(code, severity, path, line == 0 ? null : line, message, kept,
        wanted);
    if (!all.contains(finding)) {
      all.add(finding);
    }
  }

  boolean refused() {
    return all.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  List<Finding> list() {
    return List.copyOf(all);
  }
}
