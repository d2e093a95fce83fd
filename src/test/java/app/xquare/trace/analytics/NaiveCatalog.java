package app.xquare.trace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.SpanKind;
import app.xquare.trace.store.IndexPolicy;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that was sent, and answers by looking at all of it. */
final class NaiveCatalog {
  private record Operation(String service, String name, SpanKind kind) {}

  private record Key(String service, String key, AttributeScope scope, AttributeType type) {}

  private record Value(String service, String key, String value) {}

  private final Set<String> services = new TreeSet<>();
  private final Set<Operation> operations = new HashSet<>();
  private final Set<Key> keys = new HashSet<>();
  private final Set<Value> values = new HashSet<>();

  void add(ExportTraceServiceRequest request) {
    for (ResourceSpans group : request.getResourceSpansList()) {
      String service = service(group.getResource());
      services.add(service);
      attributes(service, AttributeScope.RESOURCE, group.getResource().getAttributesList());
      for (ScopeSpans scope : group.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          attributes(service, AttributeScope.SPAN, span.getAttributesList());
          if (span.getName().length() <= 256) {
            operations.add(new Operation(service, clean(span.getName()),
                SpanKind.of(span.getKindValue())));
          }
        }
      }
    }
  }

  private static String service(Resource resource) {
    String sent = resource.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals("service.name"))
        .map(attribute -> attribute.getValue().getStringValue()).findFirst().orElse("");
    String kept = clean(sent.substring(0, Math.min(256, sent.length())));
    return kept.isEmpty() ? "unknown_service" : kept;
  }

  private void attributes(String service, AttributeScope scope, List<KeyValue> attributes) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().length() > 256) {
        continue;
      }
      String key = clean(attribute.getKey());
      AnyValue value = attribute.getValue();
      AttributeType type = AttributeType.valueOf(
          value.getValueCase().name().replace("_VALUE", ""));
      keys.add(new Key(service, key, scope, type));
      if (!IndexPolicy.isNeverIndexed(key)) {
        texts(value).filter(text -> text.length() <= 256)
            .forEach(text -> values.add(new Value(service, key, clean(text))));
      }
    }
  }

  private static Stream<String> texts(AnyValue value) {
    return switch (value.getValueCase()) {
      case INT_VALUE -> Stream.of(Long.toString(value.getIntValue()));
      case BOOL_VALUE -> Stream.of(Boolean.toString(value.getBoolValue()));
      case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream()
          .flatMap(NaiveCatalog::texts);
      // Such a number has one more text.
      default -> value.getStringValue().equals("5.0")
          ? Stream.of("5.0", "5")
          : Stream.of(value.getStringValue());
    };
  }

  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }

  void check(String about, Catalog catalog, EqualTexts texts) {
    assertThat(catalog.services(Long.MIN_VALUE, Long.MAX_VALUE)).as(about)
        .containsExactlyElementsOf(services);
    List<@Nullable String> asked = new ArrayList<>(services);
    asked.add(null);
    for (String service : asked) {
      if (service != null) {
        checkOperations(about, catalog, service);
      }
      checkKeys(about, catalog, service);
      for (String key : EqualTexts.TEXTS) {
        checkValues(about, catalog, key, "", service, 1_000);
        checkValues(about, catalog, key, texts.text(), service, 1 + texts.random.nextInt(3));
      }
      checkValues(about, catalog, EqualTexts.ID, "", service, 1_000);
      checkValues(about, catalog, EqualTexts.ID, "1", service, 5);
    }
  }

  private void checkOperations(String about, Catalog catalog, String service) {
    Set<Operation> found = new HashSet<>();
    catalog.operations(service, Long.MIN_VALUE, Long.MAX_VALUE)
        .forEach(operation -> operation.kinds()
            .forEach(kind -> found.add(new Operation(service, operation.name(), kind))));
    assertThat(found).as("%s, operations of %s", about, service).isEqualTo(new HashSet<>(
        operations.stream().filter(operation -> operation.service().equals(service)).toList()));
  }

  private void checkKeys(String about, Catalog catalog, @Nullable String service) {
    List<Key> expected = keys.stream()
        .filter(key -> service == null || key.service().equals(service)).toList();
    List<Catalog.Key> found = catalog.keys("", service, Long.MIN_VALUE, Long.MAX_VALUE, 1_000);
    assertThat(found.stream().map(Catalog.Key::key)).as("%s, keys of %s", about, service)
        .containsExactlyElementsOf(
            new TreeSet<>(expected.stream().map(Key::key).toList()));
    for (Catalog.Key key : found) {
      List<Key> own = expected.stream().filter(e -> e.key().equals(key.key())).toList();
      assertThat(key.scopes()).as(about)
          .isEqualTo(new HashSet<>(own.stream().map(Key::scope).toList()));
      assertThat(key.types()).as(about)
          .isEqualTo(new HashSet<>(own.stream().map(Key::type).toList()));
    }
  }

  private void checkValues(String about, Catalog catalog, String key, String prefix,
      @Nullable String service, int limit) {
    List<Value> own = values.stream().filter(value -> value.key().equals(clean(key))
        && (service == null || value.service().equals(service))).toList();
    Set<String> expected = new TreeSet<>(own.stream().map(Value::value)
        .filter(value -> value.startsWith(prefix)).toList());
    boolean all = services.stream()
        .allMatch(name -> own.stream().filter(value -> value.service().equals(name))
            .count() < CatalogRecorder.MAX_VALUES);
    Catalog.Values found = catalog.values(key, prefix, service, Long.MIN_VALUE, Long.MAX_VALUE,
        limit);
    String what = "%s, values of %s from '%s' of service %s".formatted(about, key, prefix,
        service);
    if (all) {
      assertThat(found).as(what).isEqualTo(new Catalog.Values(
          expected.stream().limit(limit).toList(), expected.size() <= limit));
    } else {
      assertThat(found.complete()).as(what).isFalse();
      assertThat(found.values()).as(what).isSubsetOf(expected).isSorted().hasSizeLessThanOrEqualTo(
          limit);
    }
  }
}
