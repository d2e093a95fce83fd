package app.xquare.trace.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Figures as they come: a table to read and JSON to compare. */
final class BenchmarkReport {
  private final PrintStream out;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  BenchmarkReport(PrintStream out) {
    this.out = out;
  }

  void title(String text) {
    out.printf(Locale.ROOT, "%n%s%n", text);
  }

  void figure(String section, String name, double value, String unit) {
    section(section).put(name, rounded(value));
    out.printf(Locale.ROOT, "  %-44s %12s %s%n", name, text(value), unit);
  }

  void queries(String section, Map<String, QueryMix.Figures> measured) {
    out.printf(Locale.ROOT, "%n%-32s %9s %9s %9s %10s %7s%n", section, "p50 ms", "p95 ms", "p99 ms",
        "fragments",
        "found");
    measured.forEach((name, figures) -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("p50", rounded(figures.latencies.percentile(50)));
      row.put("p95", rounded(figures.latencies.percentile(95)));
      row.put("p99", rounded(figures.latencies.percentile(99)));
      row.put("scannedFragments", rounded(figures.scannedEach()));
      row.put("found", rounded(figures.foundEach()));
      section(section).put(name, row);
      out.printf(Locale.ROOT, "  %-30s %9.2f %9.2f %9.2f %10.1f %7.1f%n", name,
          figures.latencies.percentile(50), figures.latencies.percentile(95),
          figures.latencies.percentile(99), figures.scannedEach(), figures.foundEach());
    });
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> section(String name) {
    return (Map<String, Object>) figures.computeIfAbsent(name, first -> new LinkedHashMap<>());
  }

  void write(Path file) throws IOException {
    Files.writeString(file, JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
        .writeValueAsString(figures) + "\n");
    out.printf(Locale.ROOT, "%nwritten as JSON to %s%n", file);
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1_000) / 1_000.0 : -1;
  }

  private static String text(double value) {
    return Math.abs(value) >= 1_000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
