package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.query.NaiveTraces.Found;
import app.xquare.trace.query.RandomTraces.Sent;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.Counts;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Random traces through the real ingest, random searches, and each answer compared with a naive search
 * over exactly what was acknowledged before its first page. One subclass per engine.
 */
abstract class SearchOracle {
  /** One key of the generator's is left out of the index by configuration. */
  static final String UNINDEXED = "xquare.trace.store.unindexed-attributes=left.out";

  private static final int QUERIES_A_ROUND = 500;
  private static final int WRITES_A_ROUND = 60;

  private final int rounds;

  SearchOracle() {
    this(Counts.sample(6, 20));
  }

  SearchOracle(int rounds) {
    this.rounds = rounds;
  }

  /** Opens an engine without any data. */
  protected abstract Backend open(int round);

  @Test
  void answersLikeANaiveSearchWhileSpansArrive() throws Exception {
    for (int round = 0; round < rounds; round++) {
      try (Round run = new Round(open(round), round)) {
        run.fill();
        for (int i = 0; i < QUERIES_A_ROUND; i++) {
          run.ask(i);
        }
      }
    }
  }

  /** One set of traces and the questions about it. */
  private static final class Round implements AutoCloseable {
    private final Backend backend;
    private final int number;
    private final RandomTraces traces;
    private final Random random;
    private final NaiveTraces naive = new NaiveTraces();
    private final RandomQueries queries;
    private final List<CompletableFuture<IngestResult>> unanswered = new ArrayList<>();
    private final Set<ByteString> requests = new HashSet<>();
    private int writes = WRITES_A_ROUND;

    Round(Backend backend, int number) {
      this.backend = backend;
      this.number = number;
      this.traces = new RandomTraces(number);
      this.random = traces.random;
      this.queries = new RandomQueries(traces, naive);
    }

    void fill() {
      int days = random.nextInt(3);
      List<Sent> spans = new ArrayList<>();
      for (int i = 30 + random.nextInt(30); i > 0; i--) {
        List<Sent> trace = traces.trace();
        spans.addAll(trace);
        for (int j = random.nextInt(4) - 1; j > 0; j--) {
          spans.add(traces.more(trace));
        }
      }
      Collections.shuffle(spans, random);
      for (int from = 0, to; from < spans.size(); from = to) {
        to = Math.min(spans.size(), from + 1 + random.nextInt(25));
        send(spans.subList(from, to));
        if (days > 0 && random.nextInt(8) == 0) {
          backend.clock().advance(Duration.ofDays(1));
          days--;
        }
      }
      await();
    }

    private void send(List<Sent> spans) {
      backend.clock().advance(Duration.ofMillis(random.nextInt(3)));
      byte[] request = traces.request(spans);
      unanswered.add(backend.get(Ingest.class).submit(request));
      // The very same request sent again is not taken in twice.
      if (requests.add(ByteString.copyFrom(request))) {
        naive.add(spans);
      }
    }

    private void await() {
      for (CompletableFuture<IngestResult> answer : unanswered) {
        assertThat(answer.join().message()).isEmpty();
      }
      unanswered.clear();
    }

    private void write() {
      List<Sent> spans = new ArrayList<>();
      if (random.nextInt(3) == 0) {
        spans.addAll(traces.trace());
      }
      for (int i = random.nextInt(4); i > 0 || spans.isEmpty(); i--) {
        spans.add(traces.more(traces.any(naive.all()).received()));
      }
      send(spans);
      writes--;
    }

    void ask(int query) {
      RandomQueries.Asked asked = queries.next();
      int most = random.nextInt(3) == 0 ? 1 + random.nextInt(50) : 1 + random.nextInt(5);
      int total = check(query, asked, () -> 1 + random.nextInt(most));
      if (random.nextInt(100) == 0) {
        for (int limit = 1; limit <= total; limit++) {
          int size = limit;
          check(query, asked, () -> size);
        }
      }
    }

    private int check(int query, RandomQueries.Asked asked, IntSupplier limits) {
      // What is under way is acknowledged before the first page, so it must be found.
      await();
      List<Found> expected = naive.search(asked.span(), asked.trace());
      int budget = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : 100_000;
      TraceSearch search = new SnapshotSearch(backend.get(TraceStore.class),
          backend.get(Sequence.class), backend.get(FragmentCodec.class),
          new QueryProperties(Duration.ofHours(1), budget), System::nanoTime);
      List<TraceSummary> found = new ArrayList<>();
      String cursor = null;
      do {
        int limit = limits.getAsInt();
        SearchPage page = search.search(asked.query.limit(limit).build(), cursor);
        found.addAll(page.traces());
        cursor = page.nextCursor();
        assertThat(page.complete()).isEqualTo(cursor == null);
        assertThat(page.traces()).hasSizeLessThanOrEqualTo(limit);
        if (!page.complete() && page.scannedFragments() < budget) {
          assertThat(page.traces()).hasSize(limit);
        }
        if (cursor != null && writes > 0 && random.nextInt(10) == 0) {
          write();
        }
      } while (cursor != null);
      String about = String.format(Locale.ROOT, "round %d, query %d: %s", number, query, asked);
      List<String> ids = found.stream().map(summary -> summary.traceId().toString()).toList();
      List<String> expectedIds = expected.stream().map(Found::traceId).toList();
      assertThat(ids).as(about).doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(expectedIds);
      assertThat(ids).as(about).isEqualTo(expectedIds);
      for (int i = 0; i < found.size(); i++) {
        // When the first copy started is not in a summary: the order has shown that it was known.
        assertThat(Found.of(found.get(i), expected.get(i).received())).as(about)
            .isEqualTo(expected.get(i));
      }
      return expected.size();
    }

    @Override
    public void close() {
      await();
      backend.close();
    }
  }
}
