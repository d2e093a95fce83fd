package app.xquare.trace.query;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.SECOND;

import app.xquare.trace.model.SpanKind;
import app.xquare.trace.model.StatusCode;
import app.xquare.trace.query.NaiveTraces.Condition;
import app.xquare.trace.query.NaiveTraces.Found;
import app.xquare.trace.query.RandomTraces.Sent;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Asks for what is there, for what nearly is, and for what is not: every predicate, alone and combined. */
final class RandomQueries {
  private static final List<String> PLACES = List.of("", "", "", "span.", "resource.", "event.",
      "link.", "scope.");
  private static final List<String> OPERATORS = List.of("=", "=", "=", "!=", "<", "<=", ">", ">=",
      "~", "exists", "absent");
  private static final List<String> NUMBERS = List.of("5", "5.0", "0", "5.5", "1e17", "-1", "11",
      "9007199254740992", "1e-5");
  private static final List<String> REGEXES = List.of("^5", "E", "l{5,}", "[0-9]+$", "값|x", "^$",
      "true", "0\\.");

  private final RandomTraces traces;
  private final NaiveTraces naive;
  private final Random random;

  RandomQueries(RandomTraces traces, NaiveTraces naive) {
    this.traces = traces;
    this.naive = naive;
    this.random = traces.random;
  }

  /** A query, and what it means. */
  static final class Asked {
    final TraceQuery.Builder query = TraceQuery.builder();
    private final List<String> words = new ArrayList<>();
    private Predicate<Sent> span = sent -> true;
    private Predicate<Found> trace = found -> true;

    Predicate<Sent> span() {
      return span;
    }

    Predicate<Found> trace() {
      return trace;
    }

    private void span(String said, Predicate<Sent> means) {
      words.add(said);
      span = span.and(means);
    }

    private void trace(String said, Predicate<Found> means) {
      words.add(said);
      trace = trace.and(means);
    }

    @Override
    public String toString() {
      return words.toString();
    }
  }

  Asked next() {
    NaiveTraces.Trace about = traces.any(naive.all());
    Sent sent = traces.any(about.received());
    Asked asked = new Asked();
    List<Integer> kinds = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
    Collections.shuffle(kinds, random);
    for (int kind : kinds.subList(0, random.nextInt(random.nextInt(5) + 1))) {
      add(asked, kind, about.found(), sent);
    }
    List<AttributeFilter> filters = new ArrayList<>();
    for (int i = random.nextInt(5) - 2; i > 0; i--) {
      Condition condition = condition(sent);
      String text = text(condition);
      filters.add(AttributeFilter.parse(text));
      asked.span(text, condition::holds);
    }
    asked.query.attributes(filters);
    if (random.nextInt(3) != 0) {
      range(asked, sent);
    }
    return asked;
  }

  private void add(Asked asked, int which, Found found, Sent sent) {
    TraceQuery.Builder query = asked.query;
    switch (which) {
      case 0 -> {
        String service = random.nextInt(4) == 0
            ? traces.any(RandomTraces.SERVICES)
            : NaiveTraces.service(sent);
        query.service(service);
        asked.span("service " + service, s -> NaiveTraces.service(s).equals(service));
      }
      case 1 -> {
        String operation = random.nextInt(4) == 0
            ? traces.any(RandomTraces.OPERATIONS)
            : sent.span().getName();
        query.operation(operation);
        asked.span("operation " + operation, s -> s.span().getName().equals(operation));
      }
      case 2 -> {
        SpanKind kind = SpanKind.of(random.nextInt(6));
        query.kind(kind);
        asked.span("kind " + kind, s -> SpanKind.of(s.span().getKindValue()) == kind);
      }
      case 3 -> {
        StatusCode status = StatusCode.of(random.nextInt(3));
        query.status(status);
        asked.span("status " + status,
            s -> StatusCode.of(s.span().getStatus().getCodeValue()) == status);
      }
      case 4 -> {
        long least = Math.max(0, duration(sent) + random.nextInt(3) - 1);
        query.minDurationNanos(least);
        asked.span("duration >= " + least, s -> duration(s) >= least);
      }
      case 5 -> {
        long most = duration(sent) + 1 + random.nextInt(2);
        query.maxDurationNanos(most);
        asked.span("duration <= " + most, s -> duration(s) <= most);
      }
      case 6 -> {
        query.rootOnly(true);
        asked.span("root", NaiveTraces::isRoot);
      }
      case 7 -> {
        long least = Math.max(0, found.duration() - random.nextInt(2));
        query.minTraceDurationNanos(least).maxTraceDurationNanos(least + SECOND);
        asked.trace("trace duration " + least, f -> f.duration() >= least);
        asked.trace("and a second", f -> f.duration() <= least + SECOND);
      }
      case 8 -> {
        int least = Math.max(0, found.spans() + random.nextInt(3) - 1);
        query.minSpanCount(least).maxSpanCount(least + 2);
        asked.trace("spans " + least, f -> f.spans() >= least && f.spans() <= least + 2);
      }
      default -> {
        String service = found.rootService();
        String operation = found.rootOperation();
        query.rootService(service);
        asked.trace("root service " + service,
            f -> service == null || service.equals(f.rootService()));
        if (random.nextBoolean()) {
          query.rootOperation(operation);
          asked.trace("root operation " + operation,
              f -> operation == null || operation.equals(f.rootOperation()));
        }
      }
    }
  }

  private void range(Asked asked, Sent sent) {
    long start = sent.span().getStartTimeUnixNano();
    long from = random.nextInt(3) == 0
        ? Math.max(0, start + random.nextInt(3) - 1)
        : NOON + random.nextInt(150) * SECOND;
    long to = random.nextInt(4) == 0
        ? from + random.nextInt(2)
        : from + random.nextInt(80) * SECOND + random.nextInt(3);
    asked.query.fromUnixNano(from).toUnixNano(to);
    asked.span("from " + from + " to " + to, s -> s.span().getStartTimeUnixNano() >= from
        && s.span().getStartTimeUnixNano() <= to);
  }

  private Condition condition(Sent sent) {
    String place = traces.any(PLACES);
    String operator = traces.any(OPERATORS);
    List<KeyValue> there = NaiveTraces.attributes(place, sent).stream()
        .filter(attribute -> !attribute.getKey().isEmpty()).toList();
    String key = traces.any(RandomTraces.KEYS.subList(0, 11));
    List<String> texts = new ArrayList<>(RandomTraces.TEXTS);
    if (!there.isEmpty() && random.nextInt(5) != 0) {
      KeyValue attribute = traces.any(there);
      key = attribute.getKey();
      List<String> own = new ArrayList<>();
      NaiveTraces.texts(attribute.getValue(), own);
      texts = own.isEmpty() ? texts : own;
    }
    String operand = switch (operator) {
      case "exists", "absent" -> "";
      case "=", "!=" -> traces.any(texts);
      case "~" -> traces.any(REGEXES);
      default -> traces.any(NUMBERS);
    };
    return new Condition(place, key, operator, operand);
  }

  /** As a caller has to write it. */
  private String text(Condition condition) {
    String key = condition.key();
    boolean needsQuotes = key.matches(".*[=<>~!\"].*")
        || (condition.place().isEmpty() && PLACES.stream().anyMatch(
            place -> !place.isEmpty() && key.startsWith(place)));
    String name = condition.place()
        + (needsQuotes || random.nextInt(10) == 0 ? '"' + key + '"' : key);
    return switch (condition.operator()) {
      case "exists" -> name;
      case "absent" -> "!" + name;
      default -> name + condition.operator() + condition.operand();
    };
  }

  private static long duration(Sent sent) {
    return sent.span().getEndTimeUnixNano() - sent.span().getStartTimeUnixNano();
  }
}
