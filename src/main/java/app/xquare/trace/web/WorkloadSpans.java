package app.xquare.trace.web;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.query.AttributeFilter;
import app.xquare.trace.query.SearchPage;
import app.xquare.trace.query.StoredTrace;
import app.xquare.trace.query.TraceQuery;
import app.xquare.trace.query.TraceReader;
import app.xquare.trace.query.TraceSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What arrives of one workload of Kubernetes, told by its resource attributes. */
final class WorkloadSpans {
  private static final List<String> KINDS = List.of("deployment", "statefulset", "daemonset",
      "cronjob", "job", "replicaset");
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE_NANOS = 10 * SECOND;

  private final TraceSearch search;
  private final TraceReader reader;
  private final String namespace;
  private final String workload;
  private final LongSupplier nanoTime;
  private final long started;

  /** @param nanoTime as {@link System#nanoTime}: searches stop some time after now */
  WorkloadSpans(TraceSearch search, TraceReader reader, String namespace, String workload,
      LongSupplier nanoTime) {
    this.search = search;
    this.reader = reader;
    this.namespace = namespace;
    this.workload = workload;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
  }

  /** What one way to name a workload leads to. */
  private record Lead(List<AttributeFilter> conditions, @Nullable String service, String foundBy,
      Predicate<Span> ours) {
    TraceQuery startedBy(long time) {
      return TraceQuery.builder().attributes(conditions).service(service).toUnixNano(time).limit(1)
          .build();
    }
  }

  /** @throws UnavailableException if it cannot be told in time whether there is a span */
  InstrumentationStatusView status(long now) {
    for (Lead lead : leads()) {
      Answer newest = newest(lead, now);
      if (!newest.isKnown()) {
        throw new UnavailableException("the search for spans of a workload took too long",
            Duration.ofSeconds(1), null);
      }
      StoredTrace trace = newest.trace() == null ? null : reader.read(newest.trace());
      List<Span> spans = trace == null
          ? List.of()
          : trace.spans().stream().filter(lead.ours()).toList();
      if (!spans.isEmpty()) {
        return found(lead, spans);
      }
    }
    return InstrumentationStatusView.absent(namespace, workload);
  }

  private List<Lead> leads() {
    List<Lead> leads = new ArrayList<>();
    for (String kind : KINDS) {
      String key = "k8s." + kind + ".name";
      leads.add(new Lead(
          filters("resource.k8s.namespace.name=" + namespace, "resource." + key + "=" + workload),
          null, key,
          span -> has(span, "k8s.namespace.name", namespace) && has(span, key, workload)));
    }
    // Applications that name themselves, and workloads that no attribute names, such as rollouts.
    leads.add(new Lead(filters("resource.service.namespace=" + namespace), workload,
        "service.name",
        span -> has(span, "service.namespace", namespace) && span.service().equals(workload)));
    return leads;
  }

  private static List<AttributeFilter> filters(String... conditions) {
    List<AttributeFilter> filters = new ArrayList<>();
    for (String condition : conditions) {
      filters.add(AttributeFilter.parse(condition));
    }
    return filters;
  }

  /** The newest trace, null if there is none or if that is not known, for lack of time. */
  private record Answer(@Nullable TraceId trace, boolean isKnown) {}

  /** Of traces with a span that started by then. A search that spent its budget goes on. */
  private Answer newest(Lead lead, long by) {
    TraceQuery query = lead.startedBy(by);
    String cursor = null;
    do {
      SearchPage page = search.search(query, cursor);
      if (!page.traces().isEmpty()) {
        return new Answer(page.traces().getFirst().traceId(), true);
      }
      cursor = page.nextCursor();
      if (cursor != null && nanoTime.getAsLong() - started > PATIENCE_NANOS) {
        return new Answer(null, false);
      }
    } while (cursor != null);
    return new Answer(null, true);
  }

  private InstrumentationStatusView found(Lead lead, List<Span> spans) {
    Span last = spans.getLast();
    TreeSet<String> scopes = new TreeSet<>();
    for (Span span : spans) {
      String version = span.scope().version();
      scopes.add(version.isEmpty()
          ? span.scope().name()
          : span.scope().name() + "@" + version);
    }
    Since since = since(lead, last.startUnixNano());
    return new InstrumentationStatusView(namespace, workload, true, lead.foundBy(), last.service(),
        TimeText.format(since.unixNano()), since.isExact(), TimeText.format(last.startUnixNano()),
        last.traceId().toString(), text(last, "telemetry.sdk.language"),
        text(last, "telemetry.sdk.version"), text(last, "telemetry.distro.name"),
        text(last, "telemetry.distro.version"), List.copyOf(scopes));
  }

  private record Since(long unixNano, boolean isExact) {}

  /**
   * Searches give the newest first, so the oldest is found by halving the time before. Where a search
   * cannot be ended in time, what is known so far is a bound.
   */
  private Since since(Lead lead, long newest) {
    long with = newest;
    long without = 0;
    long back = 60 * SECOND;
    while (with - without > SECOND) {
      // First in growing steps, since most of the time before is empty; then by halves.
      boolean growing = without == 0 && back < newest;
      long middle = growing ? newest - back : without + (with - without) / 2;
      back = growing ? back * 4 : back;
      Answer there = newest(lead, middle);
      if (!there.isKnown()) {
        return new Since(with, false);
      }
      if (there.trace() == null) {
        without = middle;
      } else {
        with = middle;
      }
    }
    return new Since(with, true);
  }

  private static boolean has(Span span, String key, String value) {
    return texts(span, key).contains(value);
  }

  private static @Nullable String text(Span span, String key) {
    List<String> texts = texts(span, key);
    return texts.isEmpty() ? null : texts.getFirst();
  }

  private static List<String> texts(Span span, String key) {
    List<String> texts = new ArrayList<>();
    for (Attribute attribute : span.resource().attributes()) {
      if (attribute.key().equals(key)) {
        AttributeTexts.forEach(attribute.value(), texts::add);
      }
    }
    return texts;
  }
}
