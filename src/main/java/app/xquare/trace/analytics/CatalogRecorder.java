package app.xquare.trace.analytics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Notices what is new to a partition's catalog, so that only new entries are written. It forgets at
 * a restart, and writing an entry again is harmless. Safe for use by many threads.
 */
public final class CatalogRecorder {
  /** Suggestions need the common values of a key, not every value of an id. */
  static final int MAX_VALUES = 200;
  private static final int MAX_SERVICES = 10_000;
  private static final int MAX_KEYS = 2_000;
  private static final int MAX_OPERATIONS = 10_000;
  private static final int MAX_TEXT = 256;

  private volatile Known known = new Known("");

  /** Starts to observe one request that arrived on the day of {@code partition}. */
  public Observation observe(String partition) {
    Known current = known;
    if (!current.partition.equals(partition)) {
      current = new Known(partition);
      known = current;
    }
    return new Observation(current);
  }

  /** What one request has that was not known to be stored. For one thread. */
  public static final class Observation {
    private final Known known;
    private final Set<String> entries = new HashSet<>();
    private final List<Runnable> confirmations = new ArrayList<>();
    /** Kept only once something of them is stored: senders can make up any number of names. */
    private final Map<String, Service> fresh = new HashMap<>();
    private final Map<Key, Integer> newValues = new HashMap<>();

    private Observation(Known known) {
      this.known = known;
    }

    /** A span of a service. */
    public void span(String service, int kind, String operation) {
      Service of = service(service);
      Operation seen = new Operation(kind, operation);
      if (!of.operations.contains(seen) && of.operations.size() < MAX_OPERATIONS
          && operation.length() <= MAX_TEXT) {
        entries.add(CatalogEntries.operation(service, kind, operation));
        confirmations.add(() -> of.operations.add(seen));
      }
      if (!of.stored) {
        entries.add(CatalogEntries.service(service));
        confirmations.add(() -> of.stored = true);
      }
    }

    /** @param value null where it is not indexed */
    public void attribute(String service, AttributeScope scope, String key, AttributeType type,
        @Nullable String value) {
      Service of = service(service);
      Map<String, Key> keys = scope == AttributeScope.SPAN ? of.spanKeys : of.resourceKeys;
      Key seen = keys.get(key);
      if (seen == null) {
        if (keys.size() >= MAX_KEYS || key.length() > MAX_TEXT) {
          return;
        }
        seen = keys.computeIfAbsent(key, absent -> new Key());
      }
      Key stored = seen;
      if (!stored.types.contains(type)) {
        entries.add(CatalogEntries.key(key, scope, type, service));
        confirmations.add(() -> stored.types.add(type));
      }
      int before = newValues.getOrDefault(stored, 0);
      if (value != null && stored.values.size() + before < MAX_VALUES
          && !stored.values.contains(value)
          && entries.add(CatalogEntries.value(key, value, service))) {
        newValues.put(stored, before + 1);
        confirmations.add(() -> stored.values.add(value));
      }
    }

    /** The entries to write with the spans. */
    public Set<String> entries() {
      return entries;
    }

    /** The entries were written: they are not new any more. */
    public void confirm() {
      confirmations.forEach(Runnable::run);
      fresh.forEach((name, service) -> {
        // Beyond the bound they are written again with every request, and so never missing.
        if (known.services.size() < MAX_SERVICES) {
          known.services.putIfAbsent(name, service);
        }
      });
    }

    private Service service(String name) {
      Service service = known.services.get(name);
      return service == null ? fresh.computeIfAbsent(name, absent -> new Service()) : service;
    }
  }

  private static final class Known {
    private final String partition;
    private final Map<String, Service> services = new ConcurrentHashMap<>();

    Known(String partition) {
      this.partition = partition;
    }
  }

  private static final class Service {
    private final Set<Operation> operations = ConcurrentHashMap.newKeySet();
    private final Map<String, Key> spanKeys = new ConcurrentHashMap<>();
    private final Map<String, Key> resourceKeys = new ConcurrentHashMap<>();
    private volatile boolean stored;
  }

  private static final class Key {
    private final Set<String> values = ConcurrentHashMap.newKeySet();
    private final Set<AttributeType> types = ConcurrentHashMap.newKeySet();
  }

  private record Operation(int kind, String name) {}
}
