package app.xquare.trace.instrumentation;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Collects findings about one document, each once, and not more than a reader can use. */
final class Findings {
  /** Of each code: who sends thousands of faults gets an answer all the same. */
  private static final int MOST = 100;

  private final Set<Finding> all = new LinkedHashSet<>();
  private final Map<FindingCode, Integer> counts = new EnumMap<>(FindingCode.class);
  private final ToIntFunction<String> lines;
  private boolean refused;

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
    refused |= severity == Severity.ERROR;
    int count = counts.merge(code, 1, Integer::sum);
    if (count > MOST) {
      return;
    }
    int line = path == null ? 0 : lines.applyAsInt(path);
    all.add(new Finding(code, severity, path, line == 0 ? null : line,
        count == MOST ? message + " There may be more of these." : message, kept, wanted));
  }

  boolean refused() {
    return refused;
  }

  List<Finding> list() {
    return List.copyOf(all);
  }
}
