package app.xquare.trace.testing;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.TraceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link ScanRequest} that is built up bound by bound. */
public record Scan(ScanRequest request) {
  public static final Scan ALL = new Scan(Fragments.ALL);

  /** Adds a clause: at least one of the tokens, see {@link Fragments#token}. */
  public Scan anyOf(String... tokens) {
    return anyOf(Stream.of(tokens).map(Fragments::token).toList());
  }

  public Scan anyOf(List<Long> tokens) {
    List<List<Long>> clauses = new ArrayList<>(request.clauses());
    clauses.add(tokens);
    return with(clauses, request.minStart(), request.maxStart(), request.after());
  }

  public Scan start(long min, long max) {
    return with(request.clauses(), min, max, request.after());
  }

  public Scan after(@Nullable ScanPosition after) {
    return with(request.clauses(), request.minStart(), request.maxStart(), after);
  }

  public Scan snapshot(long snapshot) {
    return new Scan(
        new ScanRequest(request.clauses(), request.minStart(), request.maxStart(),
            request.minLastStart(), request.minDuration(), snapshot, request.after()));
  }

  public Scan minLastStart(long minLastStart) {
    return new Scan(
        new ScanRequest(request.clauses(), request.minStart(), request.maxStart(), minLastStart,
            request.minDuration(), request.snapshot(), request.after()));
  }

  public Scan minDuration(long minDuration) {
    return new Scan(
        new ScanRequest(request.clauses(), request.minStart(), request.maxStart(),
            request.minLastStart(), minDuration, request.snapshot(), request.after()));
  }

  /** Runs it to its end. */
  public List<Fragment> of(TraceStore store) {
    try (FragmentScan scan = store.scan(request)) {
      return rest(scan);
    }
  }

  /** What a running scan still has to give. */
  public static List<Fragment> rest(FragmentScan scan) {
    List<Fragment> found = new ArrayList<>();
    for (Fragment next = scan.next(); next != null; next = scan.next()) {
      found.add(next);
    }
    return found;
  }

  private Scan with(List<List<Long>> clauses, long min, long max, @Nullable ScanPosition after) {
    return new Scan(new ScanRequest(clauses, min, max, request.minLastStart(),
        request.minDuration(), request.snapshot(), after));
  }
}
