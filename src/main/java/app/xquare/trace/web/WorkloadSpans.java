package app.xquare.trace.web;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.model.Span;
import app.xquare.trace.query.AttributeFilter;
import app.xquare.trace.query.SearchPage;
import app.xquare.trace.query.StoredTrace;
import app.xquare.trace.query.TraceQuery;
import app.xquare.trace.query.TraceReader;
import app.xquare.trace.query.TraceSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What arrives of one workload of Kubernetes, told by its resource attributes. */
final class WorkloadSpans {
  private static final List<String> KINDS = List.of("deployment", "statefulset", "daemonset",
      "cronjob", "job", "replicaset");
  private static final long SECOND = 1_000_000_000L;

  private final TraceSearch search;
  private final TraceReader reader;
  private final String namespace;
  private final String workload;

  WorkloadSpans(TraceSearch search, TraceReader reader, String namespace, String workload) {
    this.search = search;
    this.reader = reader;
    this.namespace = namespace;
    this.workload = workload;
  }

  InstrumentationStatusView status(long now) {
    for (String kind : KINDS) {
      List<AttributeFilter> conditions = filters("resource.k8s.namespace.name=" + namespace,
          "resource.k8s." + kind + ".name=" + workload);
      StoredTrace newest = first(conditions, null, now);
      if (newest != null) {
        return found(conditions, null, newest, span -> is(span, "k8s.namespace.name", namespace)
            && is(span, "k8s." + kind + ".name", workload), "k8s." + kind + ".name");
      }
    }
    // Applications that name themselves, and workloads that no attribute names, such as rollouts.
    List<AttributeFilter> conditions = filters("resource.service.namespace=" + namespace);
    StoredTrace newest = first(conditions, workload, now);
    return newest == null
        ? InstrumentationStatusView.absent(namespace, workload)
        : found(conditions, workload, newest,
            span -> is(span, "service.namespace", namespace) && span.service().equals(workload),
            "service.name");
  }

  private static List<AttributeFilter> filters(String... conditions) {
    List<AttributeFilter> filters = new ArrayList<>();
    for (String condition : conditions) {
      filters.add(AttributeFilter.parse(condition));
    }
    return filters;
  }

  private @Nullable StoredTrace first(List<AttributeFilter> conditions, @Nullable String service,
      long until) {
    SearchPage page = search.search(TraceQuery.builder().attributes(conditions).service(service)
        .toUnixNano(until).limit(1).build(), null);
    return page.traces().isEmpty() ? null : reader.read(page.traces().getFirst().traceId());
  }

  private InstrumentationStatusView found(List<AttributeFilter> conditions,
      @Nullable String service, StoredTrace trace, Predicate<Span> ours, String foundBy) {
    List<Span> spans = trace.spans().stream().filter(ours).toList();
    Span last = spans.getLast();
    TreeSet<String> scopes = new TreeSet<>();
    for (Span span : spans) {
      String version = span.scope().version();
      scopes.add(version.isEmpty()
          ? span.scope().name()
          : span.scope().name() + "@" + version);
    }
    return new InstrumentationStatusView(namespace, workload, true, foundBy, last.service(),
        since(conditions, service, last.startUnixNano()), TimeText.format(last.startUnixNano()),
        last.traceId().toString(), text(last, "telemetry.sdk.language"),
        text(last, "telemetry.sdk.version"), text(last, "telemetry.distro.name"),
        text(last, "telemetry.distro.version"), List.copyOf(scopes));
  }

  /** Searches give the newest first, so the oldest is found by halving the time before. */
  private String since(List<AttributeFilter> conditions, @Nullable String service, long newest) {
    long with = newest;
    long without = 0;
    for (long back = 60 * SECOND; back > 0 && back < newest; back *= 4) {
      if (first(conditions, service, newest - back) == null) {
        without = newest - back;
        break;
      }
      with = newest - back;
    }
    while (with - without > SECOND) {
      long middle = without + (with - without) / 2;
      if (first(conditions, service, middle) == null) {
        without = middle;
      } else {
        with = middle;
      }
    }
    return TimeText.format(with);
  }

  private static boolean is(Span span, String key, String value) {
    return value.equals(text(span, key));
  }

  private static @Nullable String text(Span span, String key) {
    List<String> texts = new ArrayList<>();
    for (Attribute attribute : span.resource().attributes()) {
      if (attribute.key().equals(key)) {
        AttributeTexts.forEach(attribute.value(), texts::add);
      }
    }
    return texts.isEmpty() ? null : texts.getFirst();
  }
}
