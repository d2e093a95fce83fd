package app.xquare.trace.bench.load;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** One replica of a service. Its SDK exports what ended, all at once, every few seconds. */
final class Pod {
  private final Language language;
  private final int node;
  private final String address;
  private final byte[] resource;
  private final long exportEvery;
  private final long phase;
  private final Map<Long, Batch> open = new HashMap<>();

  Pod(String service, String namespace, Language language, int number, long exportEvery,
      SplittableRandom random) {
    this.exportEvery = exportEvery;
    this.language = language;
    this.node = random.nextInt(Collectors.NODES);
    this.address = "10.42." + node + "." + (2 + random.nextInt(250));
    this.phase = random.nextLong(exportEvery);
    this.resource = resource(service, namespace, number, random);
  }

  /** Spans of one export, by library. */
  static final class Batch {
    private final Pod pod;
    private final long due;
    private final Map<Language.Library, WireBuffer> spans = new EnumMap<>(Language.Library.class);
    private int count;

    Batch(Pod pod, long due) {
      this.pod = pod;
      this.due = due;
    }

    void add(Language.Library library, WireBuffer span) {
      spans.computeIfAbsent(library, first -> new WireBuffer()).message(2, span);
      count++;
    }

    int count() {
      return count;
    }

    long due() {
      return due;
    }

    Pod pod() {
      return pod;
    }

    /** Appends its {@code ResourceSpans}. */
    void write(WireBuffer request) {
      WireBuffer resourceSpans = new WireBuffer().fields(pod.resource);
      WireBuffer scopeSpans = new WireBuffer();
      spans.forEach((library, fields) -> {
        scopeSpans.clear();
        scopeSpans.fields(pod.language.scope(library)).fields(fields);
        resourceSpans.message(2, scopeSpans);
      });
      if (pod.language == Language.JAVA) {
        resourceSpans.text(3, "https://opentelemetry.io/schemas/1.24.0");
      }
      request.message(1, resourceSpans);
    }
  }

  int node() {
    return node;
  }

  String address() {
    return address;
  }

  Language language() {
    return language;
  }

  /** The export that a span goes with which ends then; {@code begun} hears of new ones. */
  Batch batch(long endUnixNano, java.util.function.Consumer<Batch> begun) {
    long tick = Math.floorDiv(endUnixNano + phase, exportEvery) + 1;
    return open.computeIfAbsent(tick, first -> {
      Batch batch = new Batch(this, tick * exportEvery - phase);
      begun.accept(batch);
      return batch;
    });
  }

  void exported(Batch batch) {
    open.values().remove(batch);
  }

  private byte[] resource(String service, String namespace, int number, SplittableRandom random) {
    String hash = Long.toString(random.nextLong(1L << 40), 36);
    String pod = service + "-" + hash + "-" + Integer.toString(random.nextInt(1 << 24), 36);
    WireBuffer a = new WireBuffer();
    a.attribute(1, "service.name", service);
    a.attribute(1, "service.instance.id",
        new UUID(random.nextLong(), random.nextLong()).toString());
    a.attribute(1, "service.version", "1." + (service.length() % 7) + "." + number);
    a.attribute(1, "deployment.environment.name", "prod");
    a.attribute(1, "telemetry.sdk.name", "opentelemetry");
    a.attribute(1, "telemetry.sdk.language", language.sdk());
    a.attribute(1, "telemetry.sdk.version", language == Language.JAVA ? "1.65.0" : "2.2.0");
    a.attribute(1, "host.name", pod);
    a.attribute(1, "host.arch", "amd64");
    a.attribute(1, "os.type", "linux");
    a.attribute(1, "process.pid", language == Language.JAVA ? 1 : 7 + random.nextInt(20));
    switch (language) {
      case JAVA -> {
        a.attribute(1, "telemetry.distro.name", "opentelemetry-java-instrumentation");
        a.attribute(1, "telemetry.distro.version", "2.33.1");
        a.attribute(1, "os.description", "Linux 6.8.0-79-generic");
        a.attribute(1, "process.executable.path", "/opt/java/openjdk/bin/java");
        a.attribute(1, "process.runtime.name", "OpenJDK Runtime Environment");
        a.attribute(1, "process.runtime.version", "21.0.8+9-LTS");
        a.attribute(1, "process.runtime.description",
            "Eclipse Adoptium OpenJDK 64-Bit Server VM 21.0.8+9-LTS");
      }
      case NODE -> {
        a.attribute(1, "process.executable.name", "node");
        a.attribute(1, "process.command", "/app/dist/main.js");
        a.attribute(1, "process.runtime.name", "nodejs");
        a.attribute(1, "process.runtime.version", "22.19.0");
        a.attribute(1, "process.owner", "node");
      }
      case PYTHON -> a.attribute(1, "telemetry.auto.version", "0.64b0");
    }
    a.attribute(1, "container.id", Long.toHexString(random.nextLong())
        + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
    a.attribute(1, "k8s.namespace.name", namespace);
    a.attribute(1, "k8s.deployment.name", service);
    a.attribute(1, "k8s.pod.name", pod);
    a.attribute(1, "k8s.pod.uid", new UUID(random.nextLong(), random.nextLong()).toString());
    a.attribute(1, "k8s.pod.ip", address);
    a.attribute(1, "k8s.node.name", "worker-" + node);
    a.attribute(1, "k8s.container.name", service);
    return new WireBuffer().message(1, a).toBytes();
  }
}
