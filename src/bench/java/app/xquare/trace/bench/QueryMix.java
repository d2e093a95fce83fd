package app.xquare.trace.bench;

import app.xquare.trace.bench.load.Workload;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fixed mix of queries: each class with other parameters every time. */
final class QueryMix {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ServerUnderTest server;
  private final SplittableRandom random;
  private final List<Workload.Sample> samples;
  private final String range;
  private final String slow;
  private final Map<String, Query> classes;

  /** @param slow a duration such as {@code 800ms} that one span in a thousand reaches */
  QueryMix(ServerUnderTest server, long seed, List<Workload.Sample> samples, long fromUnixNano,
      String slow) {
    this.server = server;
    this.random = new SplittableRandom(seed);
    this.samples = samples;
    this.range = "from=" + fromUnixNano / 1_000_000;
    this.slow = slow;
    this.classes = classes();
  }

  /** How long the answers of one class took and what they cost. */
  static final class Figures {
    final Latencies latencies = new Latencies();
    private long scanned;
    private long found;

    void add(Figures others) {
      latencies.add(others.latencies);
      scanned += others.scanned;
      found += others.found;
    }

    double scannedEach() {
      return latencies.count() == 0 ? 0 : (double) scanned / latencies.count();
    }

    double foundEach() {
      return latencies.count() == 0 ? 0 : (double) found / latencies.count();
    }
  }

  private interface Query {
    String path(Workload.Sample sample);
  }

  /** Runs every class so often and returns what was measured after a third as much warming up. */
  Map<String, Figures> run(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times / 3; i++) {
      round(new LinkedHashMap<>());
    }
    Map<String, Figures> measured = new LinkedHashMap<>();
    for (int i = 0; i < times; i++) {
      round(measured);
    }
    return measured;
  }

  /** Runs every class once. */
  private void round(Map<String, Figures> measured) throws IOException, InterruptedException {
    round(() -> samples.get(random.nextInt(samples.size())), measured);
  }

  /** @param about what each class asks for */
  void round(Supplier<Workload.Sample> about, Map<String, Figures> measured)
      throws IOException, InterruptedException {
    for (Map.Entry<String, Query> one : classes.entrySet()) {
      Workload.Sample sample = about.get();
      measure(one.getKey(), one.getValue().path(sample), sample,
          measured.computeIfAbsent(one.getKey(), first -> new Figures()));
    }
  }

  private void measure(String name, String path, Workload.Sample sample, Figures figures)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    String body = server.get(path);
    figures.latencies.add(System.nanoTime() - begin);
    JsonNode answer = JSON.readTree(body);
    if (name.equals("trace by id")) {
      int spans = answer.path("summary").path("spanCount").asInt(-1);
      check(path, spans == sample.spans(), spans + " spans instead of " + sample.spans());
      figures.found++;
      return;
    }
    figures.scanned += answer.path("scannedFragments").asLong();
    int found = answer.path("traces").size();
    figures.found += found;
    if (name.equals("rare attribute")) {
      check(path, found == 1, found + " traces instead of 1");
    } else if (name.startsWith("absent")) {
      check(path, found == 0 && answer.path("complete").asBoolean(), "something was found");
    }
  }

  /** A benchmark of wrong answers would be worth nothing. */
  private static void check(String path, boolean holds, String problem) {
    if (!holds) {
      throw new IllegalStateException(path + ": " + problem);
    }
  }

  private Map<String, Query> classes() {
    Map<String, Query> all = new LinkedHashMap<>();
    all.put("trace by id", sample -> "/api/v1/traces/" + sample.traceId() + "?limit=1000");
    all.put("service", sample -> search("service", sample.service()));
    all.put("service, operation",
        sample -> search("service", sample.service(), "operation", sample.operation()));
    all.put("errors of a service",
        sample -> search("service", sample.service(), "status", "ERROR"));
    all.put("errors of all", sample -> search("status", "ERROR"));
    all.put("common attribute", sample -> search("attribute", "http.route=/api/v1/orders"));
    all.put("common attribute of a service",
        sample -> search("service", sample.service(), "attribute",
            "deployment.environment.name=prod"));
    all.put("rare attribute", sample -> search("attribute", sample.key() + "=" + sample.value()));
    all.put("absent attribute", sample -> search("attribute", sample.key() + "=no-such-value"));
    all.put("absent attribute of a service",
        sample -> search("service", sample.service(), "attribute",
            "deployment.environment.name=stag"));
    all.put("all predicates",
        sample -> search("service", sample.service(), "operation", sample.operation(), "kind",
            "SERVER", "status", "ERROR", "minDuration", "5ms", "attribute",
            "user_agent.original~Mozilla|okhttp", "attribute", "k8s.namespace.name~prod"));
    all.put("slow spans of all", sample -> search("minDuration", slow));
    all.put("absent slow spans", sample -> search("minDuration", "1h"));
    return all;
  }

  private String search(String... parameters) {
    List<String> query = new ArrayList<>(List.of(range, "limit=20"));
    for (int i = 0; i < parameters.length; i += 2) {
      query.add(
          parameters[i] + "=" + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return "/api/v1/traces?" + String.join("&", query);
  }
}
