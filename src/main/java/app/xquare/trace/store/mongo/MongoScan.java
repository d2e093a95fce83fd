package app.xquare.trace.store.mongo;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.ScanPosition;
import app.xquare.trace.store.ScanRequest;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges the queries of all partitions into one order. A query is asked only when its turn may have
 * come, page by page with growing pages: the newest few fragments cost one small query, whatever the
 * number of partitions. Between pages nothing is open on the server.
 */
final class MongoScan implements FragmentScan {
  private static final int FIRST_PAGE = 32;
  private static final int LARGEST_PAGE = 512;
  /** Less than the client waits for an answer: the server must not go on for nobody. */
  private static final long PAGE_SECONDS = 50;

  private final ScanRequest request;
  private final Function<String, MongoCollection<FragmentDocument.Row>> fragments;
  private final ImpliedTable implied;
  private final PriorityQueue<Unopened> unopened = new PriorityQueue<>(
      Comparator.comparing(Unopened::position));
  private final PriorityQueue<Source> sources = new PriorityQueue<>(
      Comparator.comparing(source -> source.position));
  private @Nullable ScanPosition last;

  /** @param position where its first fragment can be at best */
  private record Unopened(String partition, ScanPosition position) {}

  MongoScan(ScanRequest request, List<Partition> partitions,
      Function<String, MongoCollection<FragmentDocument.Row>> fragments, ImpliedTable implied) {
    this.request = request;
    this.fragments = fragments;
    this.implied = implied;
    ScanPosition after = request.after();
    for (Partition partition : partitions) {
      ScanPosition from = new ScanPosition(
          Math.min(request.maxStart(), partition.maxStartUnixNano()), Long.MAX_VALUE);
      unopened.add(new Unopened(partition.name(),
          after != null && after.compareTo(from) > 0 ? after : from));
    }
  }

  @Override
  public @Nullable Fragment next() {
    return Failures.mapped("read fragments", this::merge);
  }

  private @Nullable Fragment merge() {
    while (true) {
      openWhatIsDue();
      Source source = sources.poll();
      if (source == null) {
        return null;
      }
      Fragment fragment = source.head;
      if (source.advance()) {
        sources.add(source);
      }
      // One that carries tokens of two queries comes from both, at the same position.
      if (fragment != null && !ScanPosition.of(fragment).equals(last)) {
        last = ScanPosition.of(fragment);
        return fragment;
      }
    }
  }

  private void openWhatIsDue() {
    for (Unopened next = unopened.peek(); next != null
        && (sources.isEmpty()
            || next.position.compareTo(sources.peek().position) <= 0); next = unopened
                .peek()) {
      Map<Integer, List<Integer>> carriers = implied.carriers(next.partition,
          ScanQuery.tokens(request));
      for (ScanQuery query : ScanQuery.of(request, carriers)) {
        sources.add(
            new Source(query, fragments.apply(next.partition), next.position, request.after()));
      }
      unopened.remove();
    }
  }

  @Override
  public void close() {
    unopened.clear();
    sources.forEach(Source::close);
    sources.clear();
  }

  /** One query on one partition. */
  private static final class Source {
    private final ScanQuery query;
    private final MongoCollection<FragmentDocument.Row> fragments;
    /** That of the head; without a head, where the next one can be at best. */
    private ScanPosition position;
    private @Nullable ScanPosition after;
    private @Nullable Fragment head;
    private @Nullable MongoCursor<FragmentDocument.Row> page;
    private int pageSize = FIRST_PAGE;
    private int taken;

    Source(ScanQuery query, MongoCollection<FragmentDocument.Row> fragments, ScanPosition position,
        @Nullable ScanPosition after) {
      this.query = query;
      this.fragments = fragments;
      this.position = position;
      this.after = after;
    }

    /** Goes to the next fragment, or to where the next page begins; false at the end. */
    boolean advance() {
      try {
        return step();
      } catch (MongoException e) {
        close();
        if (taken == 0) {
          throw e;
        }
        // A page of more than 16 MB was cut off by a failover or a drop: ask again from here.
        head = null;
        return true;
      }
    }

    private boolean step() {
      if (page == null) {
        taken = 0;
        page = fragments.find(query.filter(after)).projection(FragmentDocument.FIELDS)
            .sort(ScanQuery.ORDER).hintString(Layout.BY_TOKEN.name()).batchSize(pageSize + 1)
            .limit(pageSize).maxTime(PAGE_SECONDS, TimeUnit.SECONDS).iterator();
      }
      if (page.hasNext()) {
        head = page.next().fragment();
        position = ScanPosition.of(head);
        after = position;
        taken++;
        return true;
      }
      close();
      head = null;
      boolean full = taken == pageSize;
      pageSize = Math.min(LARGEST_PAGE, pageSize * 4);
      return full;
    }

    void close() {
      if (page != null) {
        page.close();
        page = null;
      }
    }
  }
}
