package app.xquare.trace.bench;

import app.xquare.trace.bench.load.Workload;
import java.nio.file.Path;
import java.util.List;

/**
 * What is measured, from system properties; {@code docs/performance.md} lists them.
 *
 * @param spans in all
 * @param rate spans a second of the made-up platform's own time
 * @param jar the packaged application
 * @param jvm options for the server, none to measure what users get
 * @param mongoUri empty for the embedded store
 * @param connections each with its share of the requests in flight
 * @param grouping how often SDKs export, and how large requests are
 * @param gzip whether requests are compressed, as collectors do unless told otherwise
 */
record Options(long spans, long seed, double rate, Path jar, List<String> jvm, String mongoUri,
    int connections, int inFlight, boolean gzip, Workload.Grouping grouping, int queries,
    Path directory, Path report) {
  static Options fromProperties() {
    return new Options(number("spans", 1_000_000), number("seed", 1), number("rate", 8_000),
        Path.of(text("jar", "")), words(text("jvm", "")), text("mongo-uri", ""),
        (int) number("connections", 4), (int) number("in-flight", 8),
        Boolean.parseBoolean(text("gzip", "false")), groupingOf(), (int) number("queries", 300),
        Path.of(text("directory", "target/bench")),
        Path.of(text("report", "target/bench/report.json")));
  }

  /** When so many spans have to begin, so that the last of them is a minute old. */
  long startOf(long count) {
    return (System.currentTimeMillis() - (long) (count / rate * 1_000) - 60_000) * 1_000_000;
  }

  Options withMongoUri(String uri) {
    return new Options(spans, seed, rate, jar, jvm, uri, connections, inFlight, gzip,
        grouping, queries, directory, report);
  }

  private static Workload.Grouping groupingOf() {
    Workload.Grouping usual = Workload.Grouping.USUAL;
    return new Workload.Grouping(
        number("export-seconds", usual.exportNanos() / 1_000_000_000) * 1_000_000_000,
        (int) number("request-spans", usual.requestSpans()));
  }

  private static String text(String name, String otherwise) {
    String given = System.getProperty("bench." + name, "");
    return given.isEmpty() ? otherwise : given;
  }

  private static long number(String name, long otherwise) {
    String given = text(name, "");
    try {
      return given.isEmpty() ? otherwise : Long.parseLong(given.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "bench." + name + ": " + given + " (expected: a whole number)", e);
    }
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
  }
}
