package app.xquare.trace.bench.load;

import app.xquare.trace.bench.load.Endpoint.Step;
import app.xquare.trace.bench.load.Language.Library;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Plays one request through the platform and gives its spans to the pods they happen in. */
final class TraceMaker {
  private static final int SERVER = 2;
  private static final int CLIENT = 3;
  private static final int PRODUCER = 4;
  private static final int CONSUMER = 5;
  private static final int INTERNAL = 1;
  private static final double FAILING = 0.004;

  private final SplittableRandom random;
  private final Consumer<Pod.Batch> begun;
  private final SpanAttributes attributes;
  private final WireBuffer span = new WireBuffer();
  /** How long the last spans took. */
  private final long[] durations = new long[100_000];
  private long made;

  private long traceHigh;
  private long traceLow;
  private int spans;
  private int loops;
  private boolean failed;

  TraceMaker(SplittableRandom random, Consumer<Pod.Batch> begun) {
    this.random = random;
    this.begun = begun;
    this.attributes = new SpanAttributes(random);
  }

  /** @param loops how often steps that say zero are done */
  Workload.Sample trace(Endpoint entry, long start, int loops) {
    this.loops = loops;
    traceHigh = random.nextLong() | 1;
    traceLow = random.nextLong() | 1;
    spans = 0;
    failed = false;
    String unique = Long.toString(random.nextLong(Long.MAX_VALUE), 36);
    attributes.requestId(unique);
    serve(entry, 0, start);
    return new Workload.Sample(hex(traceHigh) + hex(traceLow), spans, entry.service.name,
        entry.operation(), "app.request.id", unique);
  }

  /** Returns when it ended. */
  private long serve(Endpoint endpoint, long parent, long start) {
    Pod pod = endpoint.service.pods.get(random.nextInt(endpoint.service.pods.size()));
    long id = id();
    long now = start + nanos(endpoint.medianMicros * 0.2);
    long inner = id;
    if (!endpoint.isConsumer() && pod.language() != Language.PYTHON) {
      inner = id();
    }
    boolean broke = false;
    for (Step step : endpoint.steps) {
      now = step(endpoint.service, pod, step, inner, now);
      broke |= failed;
      if (broke) {
        break;
      }
    }
    now += nanos(endpoint.medianMicros * 0.8);
    if (inner != id) {
      begin(inner, id, endpoint.service.language == Language.JAVA
          ? "OrderController.handle"
          : "request handler - " + endpoint.route, INTERNAL, start + 40_000, now - 15_000);
      attributes.internal(span, endpoint);
      emit(pod, Library.FRAMEWORK, now - 15_000, false);
    }
    begin(id, parent, endpoint.operation(), endpoint.isConsumer() ? CONSUMER : SERVER, start, now);
    if (endpoint.isConsumer()) {
      attributes.consumer(span, endpoint);
    } else {
      attributes.server(span, endpoint, pod, broke, parent == 0);
    }
    failed = broke && random.nextDouble() < 0.8;
    emit(pod, endpoint.isConsumer() ? Library.MESSAGING : Library.SERVER, now, broke);
    return now;
  }

  private long step(Service service, Pod pod, Step step, long parent, long start) {
    return switch (step) {
      case Step.Internal internal -> {
        long end = start + nanos(150);
        begin(id(), parent, internal.name(), INTERNAL, start, end);
        attributes.internal(span, internal);
        emit(pod, Library.FRAMEWORK, end, false);
        yield end;
      }
      case Step.Query query -> {
        long now = start;
        int times = query.times() == 0 ? loops : query.times();
        for (int i = 0; i < times && !failed; i++) {
          now = query(service, pod, query, parent, now);
        }
        yield now;
      }
      case Step.Call call -> call(service, pod, call.target(), parent, start);
      case Step.Publish publish -> {
        long end = start + nanos(400);
        long id = id();
        begin(id, parent, publish.topic() + " publish", PRODUCER, start, end);
        attributes.producer(span, publish);
        emit(pod, Library.MESSAGING, end, false);
        boolean before = failed;
        serve(publish.consumer(), id, end + nanos(3_000));
        failed = before;
        yield end;
      }
    };
  }

  private long query(Service service, Pod pod, Step.Query query, long parent, long start) {
    long end = start + nanos(600);
    failed = random.nextDouble() < FAILING;
    begin(id(), parent, query.operation() + " " + query.table(), CLIENT, start, end);
    attributes.query(span, service, query);
    if (failed) {
      attributes.exception(span, service.language, end);
    }
    emit(pod, Library.DATABASE, end, failed);
    return end;
  }

  private long call(Service service, Pod pod, Endpoint target, long parent, long start) {
    long id = id();
    long end = serve(target, id, start + nanos(300)) + nanos(300);
    begin(id, parent, target.method, CLIENT, start, end);
    attributes.client(span, service, target, failed);
    emit(pod, Library.CLIENT, end, failed);
    return end;
  }

  /** So long did all but one in a thousand of the last spans take at most, in nanoseconds. */
  long slow() {
    long[] sorted = Arrays.copyOf(durations, (int) Math.min(made, durations.length));
    Arrays.sort(sorted);
    return sorted[sorted.length - 1 - sorted.length / 1_000];
  }

  private void begin(long id, long parent, String name, int kind, long start, long end) {
    durations[(int) (made++ % durations.length)] = end - start;
    span.clear();
    span.id(1, traceHigh, traceLow).id(2, id);
    if (parent != 0) {
      span.id(4, parent);
    }
    span.text(5, name).number(6, kind).fixed64(7, start).fixed64(8, end);
  }

  private void emit(Pod pod, Library library, long end, boolean error) {
    span.bytes(15, error ? ERROR : UNSET);
    span.fixed32(16, 0x101);
    pod.batch(end, begun).add(library, span);
    spans++;
  }

  private static final byte[] ERROR = new WireBuffer().number(3, 2).toBytes();
  private static final byte[] UNSET = {};

  private long id() {
    return random.nextLong() | 1;
  }

  /** Log-normal, with a long tail. */
  private long nanos(double medianMicros) {
    return (long) (1_000 * medianMicros * Math.exp(0.9 * gaussian()));
  }

  private double gaussian() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static String hex(long word) {
    return String.format(Locale.ROOT, "%016x", word);
  }
}
