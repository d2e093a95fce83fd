package app.xquare.trace.testing;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes fragments with growing sequence numbers and random payloads (engines never look into them),
 * and answers scans over them naively.
 */
public final class Fragments {
  /** 2026-11-22T12:00:00Z. */
  public static final long NOON = 1_795_348_800_000_000_000L;
  public static final long SECOND = 1_000_000_000L;
  /** Admits everything; tests narrow it with {@link Scan}. */
  public static final ScanRequest ALL = new ScanRequest(List.of(), Long.MIN_VALUE, Long.MAX_VALUE,
      Long.MIN_VALUE, 0, Long.MAX_VALUE, null);

  private final Random random;
  private long sequence;

  public Fragments(long seed) {
    this.random = new Random(seed);
  }

  public Random random() {
    return random;
  }

  /** The largest sequence number given out. */
  public long last() {
    return sequence;
  }

  /** A fragment that starts then, of a trace of its own. */
  public Fragment at(long start) {
    return at(traceId(), start, 1 + random.nextInt(400));
  }

  public Fragment at(TraceId traceId, long start, int payloadBytes) {
    byte[] payload = new byte[payloadBytes];
    random.nextBytes(payload);
    return with(traceId, start, start + random.nextLong(Fragment.MAX_SPREAD_NANOS + 1),
        random.nextLong(10 * SECOND), 1 + random.nextInt(20), payload);
  }

  public Fragment with(TraceId traceId, long start, long lastStart, long duration, int spans,
      byte[] payload) {
    sequence += 1 + random.nextInt(3);
    return new Fragment(traceId, sequence, start, lastStart, duration, spans, payload);
  }

  public TraceId traceId() {
    return new TraceId(random.nextLong(), random.nextLong());
  }

  /** With tokens that stand for names, see {@link #token}. */
  public static Commit.Entry entry(Fragment fragment, String... tokens) {
    return new Commit.Entry(fragment,
        Stream.of(tokens).mapToLong(Fragments::token).sorted().distinct().toArray());
  }

  public static long token(String name) {
    return Tokens.hash(name);
  }

  public static Commit commit(String partition, Commit.Entry... entries) {
    return new Commit(partition, List.of(entries), Set.of());
  }

  public static Commit commit(String partition, Fragment... fragments) {
    List<Commit.Entry> entries = new ArrayList<>();
    for (Fragment fragment : fragments) {
      entries.add(entry(fragment));
    }
    return new Commit(partition, entries, Set.of());
  }

  /** What {@code TraceStore.scan} has to return. */
  public static List<Fragment> naiveScan(Collection<Commit.Entry> entries, ScanRequest request) {
    return entries.stream().filter(entry -> matches(entry, request)).map(Commit.Entry::fragment)
        .sorted(Comparator.comparing(ScanPosition::of)).toList();
  }

  private static boolean matches(Commit.Entry entry, ScanRequest request) {
    Fragment fragment = entry.fragment();
    ScanPosition after = request.after();
    return request.clauses().stream()
        .allMatch(clause -> clause.stream()
            .anyMatch(token -> Arrays.binarySearch(entry.tokens(), token) >= 0))
        && fragment.startUnixNano() >= request.minStart()
        && fragment.startUnixNano() <= request.maxStart()
        && fragment.lastStartUnixNano() >= request.minLastStart()
        && fragment.maxDurationNanos() >= request.minDuration()
        && fragment.sequence() <= request.snapshot()
        && (after == null || ScanPosition.of(fragment).compareTo(after) > 0);
  }
}
