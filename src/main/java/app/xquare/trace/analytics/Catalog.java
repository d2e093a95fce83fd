package app.xquare.trace.analytics;

import app.xquare.trace.model.SpanKind;
import app.xquare.trace.store.Tokens;
import app.xquare.trace.store.TraceStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which services, operations and attributes exist. Answers hold everything seen in the time range,
 * and MAY hold more: the catalog knows days, not minutes.
 */
public final class Catalog {
  private final TraceStore store;

  public Catalog(TraceStore store) {
    this.store = store;
  }

  /** @param kinds the span kinds it was seen with, in the order of the enum */
  public record Operation(String name, Set<SpanKind> kinds) {}

  /** A key, where it stands and the types of its values. */
  public record Key(String key, Set<AttributeScope> scopes, Set<AttributeType> types) {}

  /**
   * Known values of a key, in order: of at most {@link CatalogRecorder#MAX_TEXT} characters.
   *
   * @param complete false if the key may have further values with the prefix
   */
  public record Values(List<String> values, boolean complete) {}

  /**
   * The {@link Tokens#resource} of every resource with an attribute, one more than {@code limit} if
   * there are more. Fragments that a snapshot holds were written with their entries: asked after the
   * snapshot was taken, none is missing.
   *
   * @param service only those of a service, or null
   */
  public Set<Long> resources(String key, String value, @Nullable String service,
      long fromUnixNano, long toUnixNano, int limit) {
    Set<Long> resources = new LinkedHashSet<>();
    store.catalog(fromUnixNano, toUnixNano, CatalogEntries.resourcePrefix(key, value, service),
        entry -> {
          resources.add(CatalogEntries.resource(entry));
          return resources.size() <= limit;
        });
    return resources;
  }

  /** Names in order. */
  public List<String> services(long fromUnixNano, long toUnixNano) {
    return services(fromUnixNano, toUnixNano, Integer.MAX_VALUE - 1);
  }

  /** The same, but only some of the names if there are more than {@code limit}: one more. */
  public List<String> services(long fromUnixNano, long toUnixNano, int limit) {
    Set<String> services = new TreeSet<>();
    store.catalog(fromUnixNano, toUnixNano, "s\0", entry -> {
      services.add(entry.substring(2));
      return services.size() <= limit;
    });
    return List.copyOf(services);
  }

  /** Operations of a service by name, none if it is unknown. */
  public List<Operation> operations(String service, long fromUnixNano, long toUnixNano) {
    String prefix = "o\0" + Tokens.name(service) + CatalogEntries.SEPARATOR;
    NavigableMap<String, Set<SpanKind>> operations = new TreeMap<>();
    store.catalog(fromUnixNano, toUnixNano, prefix, entry -> {
      SpanKind kind = SpanKind.of(entry.charAt(prefix.length()) - '0');
      operations
          .computeIfAbsent(entry.substring(prefix.length() + 2),
              k -> EnumSet.noneOf(SpanKind.class))
          .add(kind);
      return true;
    });
    return operations.entrySet().stream().map(e -> new Operation(e.getKey(), e.getValue()))
        .toList();
  }

  /**
   * Attribute keys that begin with {@code prefix}, in order.
   *
   * @param service only those of a service, or null
   */
  public List<Key> keys(String prefix, @Nullable String service, long fromUnixNano,
      long toUnixNano, int limit) {
    NavigableMap<String, Key> keys = new TreeMap<>();
    store.catalog(fromUnixNano, toUnixNano, "k\0" + CatalogEntries.clean(prefix), entry -> {
      List<String> fields = fields(entry);
      if (isOf(service, fields.get(4))) {
        Key key = keys.computeIfAbsent(fields.get(1),
            name -> new Key(name, EnumSet.noneOf(AttributeScope.class),
                EnumSet.noneOf(AttributeType.class)));
        key.scopes().add(AttributeScope.of(fields.get(2).charAt(0)));
        key.types().add(AttributeType.of(fields.get(3).charAt(0)));
      }
      return true;
    });
    return keys.values().stream().limit(limit).toList();
  }

  /**
   * Values of a key that begin with {@code prefix}: the first that were seen, see
   * {@link Values#complete()}.
   *
   * @param service only those of a service, or null
   */
  public Values values(String key, String prefix, @Nullable String service, long fromUnixNano,
      long toUnixNano, int limit) {
    TreeSet<String> values = new TreeSet<>();
    // Distinct ones: each day has its own entries, and its own room for them.
    Map<String, Set<String>> perService = new HashMap<>();
    store.catalog(fromUnixNano, toUnixNano,
        "v\0" + CatalogEntries.clean(key) + CatalogEntries.SEPARATOR, entry -> {
          List<String> fields = fields(entry);
          if (isOf(service, fields.get(3))) {
            perService.computeIfAbsent(fields.get(3), name -> new HashSet<>())
                .add(fields.get(2));
            if (fields.get(2).startsWith(prefix)) {
              values.add(fields.get(2));
            }
          }
          return true;
        });
    boolean capped = perService.values().stream()
        .anyMatch(known -> known.size() >= CatalogRecorder.MAX_VALUES);
    return new Values(values.stream().limit(limit).toList(), !capped && values.size() <= limit);
  }

  private static boolean isOf(@Nullable String wanted, String service) {
    return wanted == null || Tokens.name(wanted).equals(service);
  }

  private static List<String> fields(String entry) {
    List<String> fields = new ArrayList<>(5);
    int from = 0;
    for (int to = entry.indexOf(CatalogEntries.SEPARATOR); to >= 0; to = entry
        .indexOf(CatalogEntries.SEPARATOR, from)) {
      fields.add(entry.substring(from, to));
      from = to + 1;
    }
    fields.add(entry.substring(from));
    return fields;
  }
}
