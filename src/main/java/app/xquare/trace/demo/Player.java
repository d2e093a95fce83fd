package app.xquare.trace.demo;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the spans of journeys, with times of its own: nothing waits. Not safe for many threads. */
final class Player {
  private static final int BATCH = 5;
  private static final long QUEUE_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private final Map<Service, OpenTelemetry> services;
  private final Random random;
  private final Deque<SpanContext> batch = new ArrayDeque<>();

  Player(Map<Service, OpenTelemetry> services, Random random) {
    this.services = services;
    this.random = random;
  }

  /** Picks a journey by weight. */
  void play(long startUnixNano) {
    int total = Platform.JOURNEYS.stream().mapToInt(Platform.Journey::weight).sum();
    int pick = random.nextInt(total);
    for (Platform.Journey journey : Platform.JOURNEYS) {
      pick -= journey.weight();
      if (pick < 0) {
        play(journey.step(), startUnixNano);
        return;
      }
    }
  }

  void play(Step journey, long startUnixNano) {
    String number = Integer.toString(1 + random.nextInt(90_000));
    run(journey, Context.root(), startUnixNano, number);
  }

  private record Outcome(long end, @Nullable Failure failure) {}

  private Outcome run(Step step, Context parent, long start, String number) {
    Span span = begin(step, parent, start, number);
    Context context = parent.with(span);
    boolean trouble = random.nextDouble() < step.troubleRate();
    double spread = Math.exp(0.4 * random.nextGaussian()) * (trouble ? step.slowness() : 1);
    long own = (long) (step.micros() * 1_000 * spread);
    long part = own / (step.inside().size() + 1);
    long now = start + part;
    Failure failure = trouble ? step.failure() : null;
    if (failure == null && step.kind() == SpanKind.PRODUCER) {
      for (Step consumer : step.inside()) {
        run(consumer, context, now + QUEUE_DELAY_NANOS, number);
      }
    } else if (failure == null) {
      for (Step inner : step.inside()) {
        Outcome outcome = run(inner, context, now, number);
        now = outcome.end() + part;
        failure = outcome.failure();
        if (failure != null) {
          failure = seenFrom(step, inner, failure);
          break;
        }
      }
    } else {
      now = start + own;
    }
    finish(step, span, failure, now);
    return new Outcome(now, failure);
  }

  /** An exception is not seen beyond the service it was thrown in, only the answer is. */
  private static Failure seenFrom(Step step, Step inner, Failure failure) {
    return step.service() == inner.service() ? failure : Failure.answer(failure.httpStatus());
  }

  private Span begin(Step step, Context parent, long start, String number) {
    SpanBuilder builder = Objects.requireNonNull(services.get(step.service()))
        .getTracer(step.scope(), "2.33.1-alpha")
        .spanBuilder(step.name()).setParent(parent).setSpanKind(step.kind())
        .setStartTimestamp(start, TimeUnit.NANOSECONDS);
    step.attributes().forEach((key, value) -> set(builder, key, value, number));
    boolean batched = step.name().endsWith(Platform.BATCHED_TOPIC);
    if (batched && step.kind() == SpanKind.CONSUMER) {
      builder.setAttribute("messaging.batch.message_count", Math.max(1, batch.size()));
      batch.forEach(builder::addLink);
      batch.clear();
    }
    Span span = builder.startSpan();
    if (batched && step.kind() == SpanKind.PRODUCER && batch.size() < BATCH) {
      batch.add(span.getSpanContext());
    }
    return span;
  }

  @SuppressWarnings("unchecked")
  private static void set(SpanBuilder builder, AttributeKey<?> key, Object value, String number) {
    if (value instanceof String text) {
      builder.setAttribute((AttributeKey<String>) key, text.replace("#", number));
    } else {
      builder.setAttribute((AttributeKey<Object>) key, value);
    }
  }

  private static void finish(Step step, Span span, @Nullable Failure failure, long end) {
    if (step.isHttp()) {
      span.setAttribute("http.response.status_code", failure == null ? 200 : failure.httpStatus());
    }
    if (failure != null) {
      // A server did its part when it refused a bad request; for the caller it is an error.
      if (step.kind() != SpanKind.SERVER || failure.httpStatus() >= 500) {
        span.setStatus(StatusCode.ERROR, failure.message());
        span.setAttribute("error.type", failure.type());
      }
      if (failure.hasException()) {
        span.addEvent("exception", failure.event(), end, TimeUnit.NANOSECONDS);
      }
    }
    span.end(end, TimeUnit.NANOSECONDS);
  }
}
