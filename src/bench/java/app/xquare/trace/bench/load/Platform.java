package app.xquare.trace.bench.load;

import app.xquare.trace.bench.load.Endpoint.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Forty services in four layers; each calls services of the layers below it. */
final class Platform {
  private static final String[] WORDS = {"order", "payment", "user", "cart", "catalog", "search",
      "review", "coupon", "delivery", "notice", "board", "comment", "image", "meal", "point",
      "remain", "schedule", "survey", "ticket", "vote"};
  private static final String[] KINDS = {"api", "worker"};
  private static final int[] LAYERS = {4, 12, 16, 8};
  private static final String[] METHODS = {"GET", "GET", "GET", "POST", "PUT", "DELETE"};
  private static final String[] ROUTES = {"/{id}", "", "/{id}/items", "/search", "/{id}/status",
      "/recent", "/{id}/history", "/bulk"};
  private static final String[] SQL = {
      "SELECT %1$s0_.id AS id1_0_, %1$s0_.created_at AS created_2_0_, %1$s0_.updated_at AS updated_3_0_, %1$s0_.status AS status4_0_, %1$s0_.owner_id AS owner_i5_0_, %1$s0_.body AS body6_0_ FROM %1$s %1$s0_ LEFT OUTER JOIN owners owners1_ ON %1$s0_.owner_id = owners1_.id WHERE %1$s0_.id = ?",
      "SELECT * FROM %1$s WHERE owner_id = ? AND status = ? ORDER BY created_at DESC LIMIT ?",
      "INSERT INTO %1$s (id, owner_id, status, body, created_at) VALUES (?, ?, ?, ?, ?)",
      "UPDATE %1$s SET status = ?, updated_at = ? WHERE id = ?",
      "DELETE FROM %1$s WHERE id = ? AND owner_id = ?",
      "SELECT count(*) FROM %1$s WHERE created_at > ?"};

  final List<Service> services = new ArrayList<>();
  /** Where requests from outside arrive, the busy ones first. */
  final List<Endpoint> entries = new ArrayList<>();
  /** Jobs whose traces are huge. */
  final List<Endpoint> jobs = new ArrayList<>();

  private final SplittableRandom random;
  private final long exportEvery;

  /** @param exportEvery of every SDK, in nanoseconds */
  Platform(SplittableRandom random, long exportEvery) {
    this.random = random;
    this.exportEvery = exportEvery;
    List<List<Service>> layers = new ArrayList<>();
    for (int size : LAYERS) {
      List<Service> layer = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        layer.add(service());
      }
      layers.add(layer);
      services.addAll(layer);
    }
    for (int depth = LAYERS.length - 1; depth >= 0; depth--) {
      for (Service service : layers.get(depth)) {
        endpoints(service, depth + 1 < LAYERS.length ? layers.get(depth + 1) : List.of());
      }
    }
    for (List<Service> layer : layers.subList(0, 2)) {
      for (Service service : layer) {
        service.endpoints.stream().filter(e -> !e.isConsumer()).forEach(entries::add);
      }
    }
    layers.get(1).subList(0, 3).forEach(this::job);
  }

  private Service service() {
    int number = services.size() + pending++;
    String word = WORDS[number % WORDS.length];
    String name = word + "-" + KINDS[number / WORDS.length % KINDS.length];
    double kind = random.nextDouble();
    Language language = kind < 0.5 ? Language.JAVA : kind < 0.8 ? Language.NODE : Language.PYTHON;
    Service service = new Service(name, language, random.nextDouble() < 0.6,
        random.nextDouble() < 0.8 ? "postgresql" : "mysql");
    int replicas = 1 + random.nextInt(3);
    for (int pod = 0; pod < replicas; pod++) {
      service.pods.add(new Pod(name, word + "-prod", language, pod, exportEvery, random));
    }
    return service;
  }

  // Names number through all layers, although a layer joins the list only when it is whole.
  private int pending;

  private void endpoints(Service service, List<Service> below) {
    pending = 0;
    String word = service.name.substring(0, service.name.indexOf('-'));
    int count = 3 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = new Endpoint(service, METHODS[random.nextInt(METHODS.length)],
          "/api/v1/" + word + "s" + ROUTES[(i + service.name.length()) % ROUTES.length],
          300 + random.nextInt(4_000));
      steps(endpoint, word, below);
      service.endpoints.add(endpoint);
    }
    Endpoint consumer = new Endpoint(service, "", word + "-events", 800);
    steps(consumer, word, List.of());
    service.endpoints.add(consumer);
  }

  private void steps(Endpoint endpoint, String word, List<Service> below) {
    if (random.nextDouble() < 0.5) {
      endpoint.steps.add(new Step.Internal(capital(word) + "Service." + verb()));
    }
    int queries = 1 + random.nextInt(3);
    for (int i = 0; i < queries; i++) {
      String table = word + (i == 0 ? "s" : "_" + WORDS[random.nextInt(WORDS.length)]);
      String sql = SQL[random.nextInt(SQL.length)];
      endpoint.steps.add(new Step.Query(sql.substring(0, sql.indexOf(' ')), table,
          String.format(Locale.ROOT, sql, table), random.nextDouble() < 0.1 ? 5 : 1));
    }
    int calls = below.isEmpty() ? 0 : Math.min(below.size(), 1 + random.nextInt(2));
    for (int i = 0; i < calls; i++) {
      List<Endpoint> offered = below.get(random.nextInt(below.size())).endpoints;
      Endpoint target = offered.get(random.nextInt(offered.size()));
      endpoint.steps.add(target.isConsumer()
          ? new Step.Publish(target.route, target)
          : new Step.Call(target));
    }
  }

  private void job(Service service) {
    Endpoint job = new Endpoint(service, "POST", "/internal/jobs/nightly", 50_000);
    job.steps.add(new Step.Query("INSERT", "report_lines",
        String.format(Locale.ROOT, SQL[2], "report_lines"), 0));
    jobs.add(job);
  }

  private String verb() {
    return new String[]{"find", "validate", "assemble", "authorize"}[random.nextInt(4)];
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
