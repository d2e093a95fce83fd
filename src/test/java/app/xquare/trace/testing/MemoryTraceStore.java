package app.xquare.trace.testing;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.TraceStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The port as a list: so plain that what it answers is right by looking at it. */
public class MemoryTraceStore implements TraceStore {
  private final Map<String, List<Commit>> partitions = new TreeMap<>();
  private final Map<Integer, byte[]> dictionaries = new HashMap<>();

  @Override
  public synchronized void append(Commit commit) {
    partitions.computeIfAbsent(commit.partition(), name -> new ArrayList<>()).add(commit);
  }

  private List<Commit.Entry> entries() {
    return partitions.values().stream().flatMap(List::stream).flatMap(c -> c.entries().stream())
        .toList();
  }

  @Override
  public synchronized List<Fragment> fragments(TraceId traceId, long snapshot) {
    return entries().stream().map(Commit.Entry::fragment)
        .filter(f -> f.traceId().equals(traceId) && f.sequence() <= snapshot).toList();
  }

  @Override
  public synchronized FragmentScan scan(ScanRequest request) {
    Iterator<Fragment> found = Fragments.naiveScan(entries(), request).iterator();
    return new FragmentScan() {
      @Override
      public Fragment next() {
        return found.hasNext() ? found.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized void catalog(long fromUnixNano, long toUnixNano, String prefix,
      Predicate<String> sink) {
    for (List<Commit> commits : partitions.values()) {
      Partition partition = partition("", commits);
      if (partition.maxStartUnixNano() < fromUnixNano
          || partition.minStartUnixNano() > toUnixNano) {
        continue;
      }
      TreeSet<String> entries = new TreeSet<>();
      commits.forEach(commit -> entries.addAll(commit.catalog()));
      for (String entry : entries.tailSet(prefix)) {
        if (!entry.startsWith(prefix)) {
          break;
        }
        if (!sink.test(entry)) {
          return;
        }
      }
    }
  }

  @Override
  public synchronized List<Partition> partitions() {
    return partitions.entrySet().stream().map(e -> partition(e.getKey(), e.getValue())).toList();
  }

  private static Partition partition(String name, List<Commit> commits) {
    List<Fragment> all = commits.stream().flatMap(c -> c.entries().stream())
        .map(Commit.Entry::fragment).toList();
    return new Partition(name,
        all.stream().mapToLong(Fragment::startUnixNano).min().orElse(Long.MAX_VALUE),
        all.stream().mapToLong(Fragment::lastStartUnixNano).max().orElse(Long.MIN_VALUE),
        all.size(), all.stream().mapToLong(Fragment::spanCount).sum(),
        all.stream().mapToLong(f -> f.payload().length).sum());
  }

  @Override
  public synchronized void drop(String partition) {
    partitions.remove(partition);
  }

  @Override
  public synchronized byte[] dictionary(int id) {
    return dictionaries.get(id);
  }

  @Override
  public synchronized List<Integer> dictionaries() {
    return dictionaries.keySet().stream().sorted().toList();
  }

  @Override
  public synchronized void dropDictionary(int id) {
    dictionaries.remove(id);
  }

  @Override
  public synchronized void saveDictionary(int id, byte[] dictionary) {
    dictionaries.putIfAbsent(id, dictionary);
  }

  @Override
  public synchronized long lastSequence() {
    return entries().stream().mapToLong(e -> e.fragment().sequence()).max().orElse(0);
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void checkAvailable() {}

  @Override
  public void close() {}
}
