package app.xquare.trace.analytics;

import app.xquare.trace.store.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Notices what is new to a partition's catalog, so that only new entries are written. It forgets at
 * a restart, and writing an entry again is harmless. Safe for use by many threads.
 *
 * <p>What is known is known by hash: nearly every span has nothing new, and finding that out must not
 * cost a string. Services and resources, on which the exactness of searches depends, are never left
 * out for want of room, unlike the rest, which are suggestions.
 */
public final class CatalogRecorder {
  /** Suggestions need the common values of a key, not every value of an id. */
  static final int MAX_VALUES = 200;
  private static final int MAX_OPERATIONS = 10_000;
  private static final int MAX_KEYS = 2_000;
  /** Longer names and values are no suggestions. */
  static final int MAX_TEXT = 256;
  private static final int MAX_FACTS = 1 << 21;

  private volatile Known known = new Known("");

  /** Starts to observe one request that belongs to {@code partition}. */
  public Observation observe(String partition) {
    Known current = known;
    if (!current.partition.equals(partition)) {
      current = new Known(partition);
      known = current;
    }
    return new Observation(current);
  }

  /**
   * What the catalog says of a resource.
   *
   * @param token its {@link Tokens#resource}
   * @param attributes in the order in which they were sent
   */
  public record ResourceFacts(String service, long token, List<Attribute> attributes) {
    /** @param texts those by which it is searched; none where they are not indexed */
    public record Attribute(String key, AttributeType type, Set<String> texts) {}
  }

  /** What one request has that was not known to be stored. For one thread. */
  public static final class Observation {
    private final Known known;
    private final Set<String> entries = new HashSet<>();
    private final Set<Long> facts = new HashSet<>();
    private final Map<Long, Group> groups = new HashMap<>();

    private Observation(Known known) {
      this.known = known;
    }

    /** A resource that has spans here. */
    public void resource(ResourceFacts resource) {
      if (known.facts.contains(resource.token()) || !facts.add(resource.token())) {
        return;
      }
      String service = resource.service();
      long hash = Tokens.hash(Tokens.name(service));
      entries.add(CatalogEntries.service(service));
      for (ResourceFacts.Attribute attribute : resource.attributes()) {
        long key = Tokens.hash(attribute.key());
        key(hash, key, service, AttributeScope.RESOURCE, attribute.key(), attribute.type());
        for (String text : attribute.texts()) {
          entries.add(CatalogEntries.resource(attribute.key(), text, service, resource.token()));
          value(hash, key, Tokens.attribute(hash, key, Tokens.hash(text)), service,
              attribute.key(), text);
        }
      }
    }

    /** Whether {@link #operation} has something to do. */
    public boolean isNewOperation(long token, long serviceHash, int kind) {
      return isNew(token + kind, operationGroup(serviceHash));
    }

    /** @param token see {@link Tokens#operation} */
    public void operation(long token, long serviceHash, String service, int kind,
        String operation) {
      if (operation.length() <= MAX_TEXT) {
        note(token + kind, operationGroup(serviceHash), MAX_OPERATIONS,
            CatalogEntries.operation(service, kind, operation));
      }
    }

    /** Whether {@link #key} has something to do. */
    public boolean isNewKey(long serviceHash, long keyHash, AttributeScope scope,
        AttributeType type) {
      return isNew(keyFact(serviceHash, keyHash, scope, type), keyGroup(serviceHash));
    }

    public void key(long serviceHash, long keyHash, String service, AttributeScope scope,
        String key, AttributeType type) {
      if (key.length() <= MAX_TEXT) {
        note(keyFact(serviceHash, keyHash, scope, type), keyGroup(serviceHash), MAX_KEYS,
            CatalogEntries.key(key, scope, type, service));
      }
    }

    /**
     * Whether {@link #value} has something to do.
     *
     * @param fact {@link Tokens#attribute}, which stands for the service, the key and the value
     */
    public boolean isNewValue(long serviceHash, long keyHash, long fact) {
      return isNew(fact, valueGroup(serviceHash, keyHash));
    }

    public void value(long serviceHash, long keyHash, long fact, String service, String key,
        String value) {
      if (key.length() <= MAX_TEXT && value.length() <= MAX_TEXT) {
        // Texts that become the same entry are one fact, else they are counted as two.
        String stored = CatalogEntries.clean(value);
        note(stored.equals(value)
            ? fact
            : Tokens.attribute(serviceHash, keyHash, Tokens.hash(stored)),
            valueGroup(serviceHash, keyHash), MAX_VALUES,
            CatalogEntries.value(key, stored, service));
      }
    }

    private boolean isNew(long fact, long group) {
      return !known.facts.contains(fact) && !known.full.contains(group) && !facts.contains(fact);
    }

    private void note(long fact, long groupHash, int limit, String entry) {
      if (!isNew(fact, groupHash)) {
        return;
      }
      Group group = groups.computeIfAbsent(groupHash,
          first -> new Group(limit, limit - known.count(groupHash)));
      if (group.facts.size() < group.room) {
        group.facts.add(fact);
        facts.add(fact);
        entries.add(entry);
      }
    }

    private static long keyFact(long service, long key, AttributeScope scope, AttributeType type) {
      return Tokens.attribute(service, key, scope.code() * 256L + type.code());
    }

    private static long operationGroup(long service) {
      return service + 1;
    }

    private static long keyGroup(long service) {
      return service + 2;
    }

    private static long valueGroup(long service, long key) {
      return Tokens.attribute(service, key, -1);
    }

    /** The entries to write with the spans. */
    public Set<String> entries() {
      return entries;
    }

    /** The entries were written: they are not new any more. */
    public void confirm() {
      if (!facts.isEmpty()) {
        known.add(facts, groups);
      }
    }
  }

  /** Entries of which there may only be so many, such as the values of one key. */
  private static final class Group {
    private final int limit;
    private final int room;
    private final List<Long> facts = new ArrayList<>();

    Group(int limit, int room) {
      this.limit = limit;
      this.room = room;
    }
  }

  private static final class Known {
    private final String partition;
    private final KnownFacts facts = new KnownFacts();
    /** Groups that have as many entries as they may. */
    private final KnownFacts full = new KnownFacts();
    private final Map<Long, Integer> counts = new HashMap<>();

    Known(String partition) {
      this.partition = partition;
    }

    synchronized int count(long group) {
      return counts.getOrDefault(group, 0);
    }

    /** Beyond the bound they are written again with every request, and so never missing. */
    synchronized void add(Set<Long> newFacts, Map<Long, Group> newGroups) {
      if (facts.size() > MAX_FACTS) {
        return;
      }
      newGroups.forEach((hash, group) -> {
        // Requests that were under way together bring the same facts: each counts once.
        int added = (int) group.facts.stream().filter(fact -> !facts.contains(fact)).count();
        if (counts.merge(hash, added, Integer::sum) >= group.limit) {
          full.add(hash);
        }
      });
      newFacts.forEach(facts::add);
    }
  }
}
