package app.xquare.trace.query;

import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.query.RandomTraces.Sent;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that was acknowledged, and what a search over it must answer: found by looking at every span
 * that was sent, with nothing of the production code but the texts of numbers.
 */
final class NaiveTraces {
  private final Map<ByteString, Trace> traces = new LinkedHashMap<>();

  /** What a summary must say. */
  record Found(String traceId, long received, long start, long duration, int spans, int errors,
      @Nullable String rootService, @Nullable String rootOperation, int orphans, int duplicates,
      int conflicts,
      boolean hasRoot, Map<String, List<Integer>> services) {
    static Found of(TraceSummary summary, long received) {
      Map<String, List<Integer>> services = new TreeMap<>();
      summary.services()
          .forEach(s -> services.put(s.service(), List.of(s.spanCount(), s.errorCount())));
      return new Found(summary.traceId().toString(), received, summary.startUnixNano(),
          summary.durationNanos(), summary.spanCount(), summary.errorCount(),
          summary.rootService(), summary.rootOperation(), summary.orphanCount(),
          summary.duplicatesDropped(), summary.conflictingSpanIds(), summary.hasRoot(), services);
    }
  }

  void add(Collection<Sent> spans) {
    for (Sent sent : spans) {
      traces.computeIfAbsent(sent.span().getTraceId(), id -> new Trace()).add(sent);
    }
  }

  List<Trace> all() {
    return List.copyOf(traces.values());
  }

  List<Found> search(Predicate<Sent> span, Predicate<Found> trace) {
    List<Found> found = new ArrayList<>();
    for (Trace candidate : traces.values()) {
      if (trace.test(candidate.found()) && candidate.kept().stream().anyMatch(span)) {
        found.add(candidate.found());
      }
    }
    found.sort(
        Comparator.comparingLong(Found::received).reversed().thenComparing(Found::traceId));
    return found;
  }

  /** Everything received of one trace. */
  static final class Trace {
    private final List<Sent> received = new ArrayList<>();
    private List<Sent> kept = List.of();
    private @Nullable Found found;

    void add(Sent sent) {
      received.add(sent);
      found = null;
    }

    List<Sent> received() {
      return received;
    }

    List<Sent> kept() {
      found();
      return kept;
    }

    Found found() {
      Found known = found;
      if (known == null) {
        known = summarize();
        found = known;
      }
      return known;
    }

    private Found summarize() {
      Map<ByteString, List<Sent>> byId = new LinkedHashMap<>();
      for (Sent sent : received) {
        byId.computeIfAbsent(sent.span().getSpanId(), id -> new ArrayList<>()).add(sent);
      }
      kept = new ArrayList<>();
      int duplicates = 0;
      int conflicts = 0;
      for (List<Sent> copies : byId.values()) {
        long contents = copies.stream().map(NaiveTraces::meaning).distinct().count();
        duplicates += copies.size() - (int) contents;
        conflicts += contents > 1 ? 1 : 0;
        kept.add(copies.stream().max(Comparator
            .<Sent>comparingLong(s -> s.span().getEndTimeUnixNano())
            .thenComparing(s -> s.span().toByteArray(), Arrays::compareUnsigned)
            .thenComparing(s -> ScopeSpans.newBuilder().setScope(s.scope()).build().toByteArray(),
                Arrays::compareUnsigned)
            .thenComparing(s -> ResourceSpans.newBuilder().setResource(s.resource()).build()
                .toByteArray(), Arrays::compareUnsigned))
            .orElseThrow());
      }
      kept.sort(Comparator.<Sent>comparingLong(s -> s.span().getStartTimeUnixNano()).thenComparing(
          s -> s.span().getSpanId().toByteArray(), Arrays::compareUnsigned));
      List<Sent> roots = kept.stream().filter(s -> parent(s) == 0).toList();
      List<Sent> orphans = kept.stream().filter(s -> parent(s) != 0
          && kept.stream().noneMatch(p -> RandomTraces.number(p.span().getSpanId()) == parent(s)))
          .toList();
      Sent root = !roots.isEmpty()
          ? roots.getFirst()
          : orphans.isEmpty() ? null : orphans.getFirst();
      long start = kept.getFirst().span().getStartTimeUnixNano();
      long end = kept.stream().mapToLong(s -> s.span().getEndTimeUnixNano()).max().orElseThrow();
      Map<String, List<Integer>> services = new TreeMap<>();
      for (Sent sent : kept) {
        services.merge(service(sent), List.of(1, isError(sent) ? 1 : 0),
            (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
      }
      return new Found(
          HexFormat.of().formatHex(kept.getFirst().span().getTraceId().toByteArray()),
          received.stream().mapToLong(s -> s.span().getStartTimeUnixNano()).min().orElseThrow(),
          start, end - start, kept.size(), (int) kept.stream().filter(NaiveTraces::isError).count(),
          root == null ? null : service(root), root == null ? null : root.span().getName(),
          orphans.size(), duplicates, conflicts, !roots.isEmpty(), services);
    }
  }

  /** Attributes have no order. */
  private static Sent meaning(Sent sent) {
    Span.Builder span = sent.span().toBuilder();
    List<KeyValue> attributes = sorted(span.getAttributesList());
    span.clearAttributes().addAllAttributes(attributes);
    span.getEventsBuilderList().forEach(event -> {
      List<KeyValue> own = sorted(event.getAttributesList());
      event.clearAttributes().addAllAttributes(own);
    });
    span.getLinksBuilderList().forEach(link -> {
      List<KeyValue> own = sorted(link.getAttributesList());
      link.clearAttributes().addAllAttributes(own);
    });
    return new Sent(
        sent.resource().toBuilder().clearAttributes()
            .addAllAttributes(sorted(sent.resource().getAttributesList())).build(),
        sent.scope().toBuilder().clearAttributes()
            .addAllAttributes(sorted(sent.scope().getAttributesList())).build(),
        span.build());
  }

  private static List<KeyValue> sorted(List<KeyValue> attributes) {
    return attributes.stream().sorted(Comparator.comparing(KeyValue::getKey)).map(attribute -> {
      KeyValue.Builder sorted = attribute.toBuilder();
      if (attribute.getValue().hasKvlistValue()) {
        List<KeyValue> entries = sorted(attribute.getValue().getKvlistValue().getValuesList());
        sorted.getValueBuilder().getKvlistValueBuilder().clearValues().addAllValues(entries);
      }
      return sorted.build();
    }).toList();
  }

  private static long parent(Sent sent) {
    return RandomTraces.number(sent.span().getParentSpanId());
  }

  static boolean isRoot(Sent sent) {
    return parent(sent) == 0;
  }

  static boolean isError(Sent sent) {
    return sent.span().getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
  }

  static String service(Sent sent) {
    return sent.resource().getAttributesList().stream()
        .filter(a -> a.getKey().equals("service.name"))
        .map(a -> a.getValue().getStringValue()).filter(name -> !name.isEmpty()).findFirst()
        .orElse("unknown_service");
  }

  /** One condition on attributes. */
  record Condition(String place, String key, String operator, String operand) {
    boolean holds(Sent sent) {
      List<String> texts = new ArrayList<>();
      boolean present = false;
      for (KeyValue attribute : attributes(place, sent)) {
        if (attribute.getKey().equals(key)) {
          present = true;
          texts(attribute.getValue(), texts);
        }
      }
      return switch (operator) {
        case "exists" -> present;
        case "absent" -> !present;
        case "=" -> texts.stream().anyMatch(this::equal);
        case "!=" -> present && texts.stream().noneMatch(this::equal);
        case "~" -> texts.stream().anyMatch(t -> Pattern.compile(operand).matcher(t).find());
        default -> texts.stream().map(AttributeTexts::number).filter(Objects::nonNull)
            .anyMatch(this::ordered);
      };
    }

    private boolean equal(String text) {
      BigDecimal a = AttributeTexts.number(text);
      BigDecimal b = AttributeTexts.number(operand);
      return text.equals(operand) || (a != null && b != null && a.compareTo(b) == 0);
    }

    private boolean ordered(BigDecimal number) {
      int order = number.compareTo(new BigDecimal(operand));
      return switch (operator) {
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    }
  }

  static List<KeyValue> attributes(String place, Sent sent) {
    List<KeyValue> all = new ArrayList<>();
    if (place.isEmpty() || place.equals("span.")) {
      all.addAll(sent.span().getAttributesList());
    }
    if (place.isEmpty() || place.equals("resource.")) {
      all.addAll(sent.resource().getAttributesList());
    }
    switch (place) {
      case "event." -> sent.span().getEventsList().stream().map(Span.Event::getAttributesList)
          .forEach(all::addAll);
      case "link." -> sent.span().getLinksList().stream().map(Span.Link::getAttributesList)
          .forEach(all::addAll);
      case "scope." -> all.addAll(sent.scope().getAttributesList());
      default -> {
      }
    }
    return all;
  }

  static void texts(AnyValue value, List<String> sink) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> sink.add(value.getStringValue());
      case BOOL_VALUE -> sink.add(value.getBoolValue() ? "true" : "false");
      case INT_VALUE -> sink.add("" + value.getIntValue());
      case DOUBLE_VALUE -> sink.add(AttributeTexts.of(value.getDoubleValue()));
      case BYTES_VALUE ->
        sink.add(Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray()));
      case ARRAY_VALUE -> value.getArrayValue().getValuesList().forEach(v -> texts(v, sink));
      default -> {
      }
    }
  }
}
