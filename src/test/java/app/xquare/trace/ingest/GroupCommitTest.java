package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.codec.TracesData;
import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.CurrentPartition;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.testing.OtlpSender;
import app.xquare.trace.testing.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class GroupCommitTest {
  private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"),
      ZoneOffset.UTC);

  private final TestClock clock = new TestClock(NOON.instant());
  private final GatedStore store = new GatedStore();
  private final CurrentPartition current = new CurrentPartition(store, clock);
  private final FragmentCodec codec = new FragmentCodec(id -> null);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private GroupCommit ingest;

  @BeforeEach
  void start() {
    ingest = ingest(DataSize.ofKilobytes(64));
    ingest.start();
  }

  @AfterEach
  void stop() {
    store.gate.release(1_000_000);
    ingest.stop();
  }

  @Test
  void isAcknowledgedOnlyWhenTheStoreHasIt() throws Exception {
    CompletableFuture<IngestResult> answer = ingest.submit(request(1, 3));
    store.arrived.acquire();
    assertThat(answer).isNotDone();
    store.gate.release();
    assertThat(answer.get()).isEqualTo(new IngestResult(3, 0, ""));
    Commit commit = store.commits.getFirst();
    assertThat(commit.partition()).isEqualTo("20261122");
    assertThat(commit.entries()).hasSize(1);
    assertThat(commit.entries().getFirst().fragment().spanCount()).isEqualTo(3);
  }

  @Test
  void whatArrivesDuringACommitSharesTheNext() throws Exception {
    CompletableFuture<IngestResult> first = ingest.submit(request(1, 1));
    store.arrived.acquire();
    List<CompletableFuture<IngestResult>> next = new ArrayList<>();
    for (int i = 2; i <= 20; i++) {
      next.add(ingest.submit(request(i, 1)));
    }
    // The other half of trace 2 meets the first half in one fragment.
    next.add(ingest.submit(OtlpSender.request("other", List.of(span(2, 50))).toByteArray()));
    store.gate.release(2);
    first.get();
    for (CompletableFuture<IngestResult> answer : next) {
      answer.get();
    }
    assertThat(store.commits).hasSize(2);
    List<Commit.Entry> entries = store.commits.get(1).entries();
    assertThat(entries).hasSize(19);
    Fragment both = entries.getFirst().fragment();
    assertThat(codec.spans(both.traceId(), both.payload()))
        .extracting(app.xquare.trace.model.Span::service).containsExactly("shop", "other");
    assertThat(entries).extracting(entry -> entry.fragment().sequence()).isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aFailedCommitIsNotAcknowledgedAndTheNextOneWorks() throws Exception {
    store.failure = new UnavailableException("no disk", Duration.ofSeconds(3), null);
    CompletableFuture<IngestResult> failed = ingest.submit(request(1, 1));
    store.gate.release();
    assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnavailableException.class).hasMessageContaining("no disk");
    store.failure = null;
    store.gate.release();
    // The same bytes again: a failed request is not taken for one that was stored.
    assertThat(ingest.submit(request(1, 1)).get().acceptedSpans()).isEqualTo(1);
    assertThat(store.commits).hasSize(1);
    assertThat(store.commits.getFirst().catalog()).as("the catalog's entries come again")
        .isNotEmpty();
  }

  @Test
  void inAnOutageSendersAreToldToComeBackLaterAndLater() throws Exception {
    store.gate.release(1_000_000);
    store.failure = new UnavailableException("away", Duration.ofSeconds(1), null);
    Duration first = retryAfter(1);
    assertThat(first).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    await().atMost(Duration.ofMinutes(1))
        .until(() -> retryAfter(1).compareTo(Duration.ofSeconds(2)) > 0);
    store.failure = null;
    assertThat(ingest.submit(request(1, 1)).get().acceptedSpans()).isEqualTo(1);
    store.failure = new UnavailableException("away again", Duration.ofMillis(1), null);
    // Not what it had grown to.
    assertThat(retryAfter(2)).isEqualTo(Duration.ofSeconds(1));
  }

  private Duration retryAfter(int trace) throws Exception {
    try {
      ingest.submit(request(trace, 1)).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnavailableException unavailable) {
        return unavailable.retryAfter();
      }
      throw failed;
    }
    throw new AssertionError("taken");
  }

  @Test
  void isResentIfItsPartitionIsDeletedMeanwhile() throws Exception {
    CompletableFuture<IngestResult> first = ingest.submit(request(1, 1));
    store.arrived.acquire();
    CompletableFuture<IngestResult> late = ingest.submit(request(2, 1));
    clock.advance(Duration.ofHours(12));
    CompletableFuture<IngestResult> tomorrow = ingest.submit(request(3, 1));
    current.close("20261122");
    store.gate.release(1_000);
    assertThat(first.get().acceptedSpans()).isEqualTo(1);
    assertThat(tomorrow.get().acceptedSpans()).isEqualTo(1);
    assertThatThrownBy(late::get).hasCauseInstanceOf(UnavailableException.class)
        .hasMessageContaining("20261122");
    assertThat(ingest.submit(request(2, 1)).get().acceptedSpans()).isEqualTo(1);
    assertThat(store.commits).extracting(Commit::partition).containsExactly("20261122",
        "20261123", "20261123");
  }

  @Test
  void theRequestAtFaultIsRefusedForGoodAndNoneOfItsNeighbours() throws Exception {
    CompletableFuture<IngestResult> first = ingest.submit(request(1, 1));
    store.arrived.acquire();
    store.poison = commit -> commit.entries().stream()
        .anyMatch(entry -> entry.fragment().spanCount() == 3);
    CompletableFuture<IngestResult> before = ingest.submit(request(2, 1));
    CompletableFuture<IngestResult> poisoned = ingest.submit(request(3, 3));
    CompletableFuture<IngestResult> after = ingest.submit(request(4, 1));
    store.gate.release(1_000);
    assertThat(first.get().acceptedSpans()).isEqualTo(1);
    assertThat(before.get().acceptedSpans()).isEqualTo(1);
    assertThat(after.get().acceptedSpans()).isEqualTo(1);
    // Any other exception is told to senders as final.
    assertThatThrownBy(poisoned::get).hasCauseInstanceOf(IllegalStateException.class);
    // Alone as well.
    assertThatThrownBy(ingest.submit(request(3, 3))::get)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(store.commits).hasSize(3);
    assertThat(registry.get("xquare.trace.ingest.rejected").tag("reason", "fault").counter()
        .count()).isEqualTo(6);
    // The room is given back after the answer.
    await().untilAsserted(
        () -> assertThat(ingest.status()).isEqualTo(new IngestStatus(true, 0, 65_536)));
  }

  @Test
  void aStoreThatIsAwayWhileRequestsAreTriedAloneIsToldAsThat() throws Exception {
    CompletableFuture<IngestResult> first = ingest.submit(request(1, 1));
    store.arrived.acquire();
    store.poison = commit -> commit.entries().stream()
        .anyMatch(entry -> entry.fragment().spanCount() == 3);
    CompletableFuture<IngestResult> poisoned = ingest.submit(request(3, 3));
    CompletableFuture<IngestResult> late = ingest.submit(request(4, 1));
    CompletableFuture<IngestResult> last = ingest.submit(request(5, 1));
    store.gate.release(3);
    assertThat(first.get().acceptedSpans()).isEqualTo(1);
    assertThatThrownBy(poisoned::get).hasCauseInstanceOf(IllegalStateException.class);
    store.failure = new UnavailableException("no disk", Duration.ofSeconds(3), null);
    store.gate.release();
    assertThatThrownBy(late::get).hasCauseInstanceOf(UnavailableException.class);
    // Without another try: the gate is shut.
    assertThat(last).failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(UnavailableException.class);
  }

  @Test
  void aDamagedPartitionIsLeftForTheNextPartOfTheDay() throws Exception {
    store.failure = new CorruptDataException("partition 20261122 is damaged", null);
    CompletableFuture<IngestResult> failed = ingest.submit(request(1, 1));
    store.gate.release();
    assertThatThrownBy(failed::get).hasCauseInstanceOf(UnavailableException.class)
        .hasMessageNotContaining("20261122");
    store.failure = null;
    store.gate.release();
    assertThat(ingest.submit(request(1, 1)).get().acceptedSpans()).isEqualTo(1);
    assertThat(store.commits).extracting(Commit::partition).containsExactly("20261122_0001");
  }

  @Test
  void stoppingWaitsOnlySoLongForAStoreThatHangs() throws Exception {
    CompletableFuture<IngestResult> hanging = ingest.submit(request(1, 1));
    store.arrived.acquire();
    CompletableFuture<IngestResult> waiting = ingest.submit(request(2, 1));
    ingest.stop(Duration.ofMillis(10));
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(UnavailableException.class);
    assertThat(hanging).as("neither stored nor refused").isNotDone();
    // What was under way may still be stored, and only then it is acknowledged.
    store.gate.release();
    assertThat(hanging.get().acceptedSpans()).isEqualTo(1);
    assertThat(store.commits).hasSize(1);
  }

  @Test
  void theSameBytesAgainAreAnsweredAndNotStoredTwice() throws Exception {
    CompletableFuture<IngestResult> first = ingest.submit(request(1, 2));
    CompletableFuture<IngestResult> again = ingest.submit(request(1, 2));
    store.gate.release(2);
    assertThat(first.get()).isEqualTo(again.get());
    assertThat(ingest.submit(request(1, 2)).get()).isEqualTo(first.get());
    ingest.stop();
    assertThat(store.commits).hasSize(1);
    assertThat(registry.get("xquare.trace.ingest.repeated").counter().count()).isEqualTo(2);
  }

  @Test
  void aFullQueueTellsToRetryAndRecovers() throws Exception {
    List<CompletableFuture<IngestResult>> taken = new ArrayList<>();
    UnavailableException full = null;
    for (int i = 0; full == null; i++) {
      try {
        taken.add(ingest.submit(request(i + 1, 20)));
      } catch (UnavailableException e) {
        full = e;
      }
    }
    assertThat(full).hasMessageContaining("queue is full").hasMessageContaining("65536");
    assertThat(full.retryAfter()).isPositive();
    store.gate.release(1000);
    for (CompletableFuture<IngestResult> answer : taken) {
      assertThat(answer.get().acceptedSpans()).isEqualTo(20);
    }
    assertThat(ingest.submit(request(100_000, 20)).get().acceptedSpans()).isEqualTo(20);
    await().untilAsserted(
        () -> assertThat(ingest.status()).isEqualTo(new IngestStatus(true, 0, 65_536)));
  }

  @Test
  void aRequestLargerThanTheQueueIsTakenByAnEmptyOne() throws Exception {
    store.gate.release(1000);
    byte[] large = request(1, 2000);
    assertThat(large.length).isGreaterThan(65_536);
    assertThat(ingest.submit(large).get().acceptedSpans()).isEqualTo(2000);
  }

  @Test
  void stoppingCommitsWhatWaitsAndTakesNothingMore() throws Exception {
    List<CompletableFuture<IngestResult>> waiting = IntStream.range(1, 10)
        .mapToObj(i -> ingest.submit(request(i, 1))).toList();
    store.gate.release(1000);
    ingest.stop();
    for (CompletableFuture<IngestResult> answer : waiting) {
      assertThat(answer.get().acceptedSpans()).isEqualTo(1);
    }
    assertThatThrownBy(() -> ingest.submit(request(99, 1)))
        .isInstanceOf(UnavailableException.class).hasMessageContaining("shutting down");
  }

  @Test
  void malformedBytesAreRefusedWhole() {
    byte[] request = request(1, 3);
    byte[] cut = Arrays.copyOf(request, request.length - 1);
    assertThatThrownBy(() -> ingest.submit(cut)).isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cut off");
    assertThat(ingest.status().queuedBytes()).isZero();
  }

  @Test
  void anEmptyRequestIsFine() throws Exception {
    assertThat(ingest.submit(new byte[0]).get()).isEqualTo(new IngestResult(0, 0, ""));
  }

  @Test
  void fragmentsKeepWithinTheirSpreadAndCount() throws Exception {
    store.gate.release(1000);
    List<Span> spans = new ArrayList<>();
    for (int i = 1; i <= 2000; i++) {
      spans.add(span(1, i).toBuilder().setStartTimeUnixNano(i * 100_000_000L)
          .setEndTimeUnixNano(i * 100_000_000L).build());
    }
    Collections.shuffle(spans, new Random(3));
    ingest.submit(OtlpSender.request("shop", spans).toByteArray()).get();
    List<Commit.Entry> entries = store.commits.getFirst().entries();
    assertThat(entries).hasSizeGreaterThan(3).allSatisfy(entry -> {
      Fragment fragment = entry.fragment();
      assertThat(fragment.spanCount()).isBetween(1, 512);
      assertThat(fragment.lastStartUnixNano() - fragment.startUnixNano())
          .isBetween(0L, Fragment.MAX_SPREAD_NANOS);
      assertThat(TracesData.read(codec.decode(fragment.traceId(), fragment.payload())))
          .hasSize(fragment.spanCount());
    });
    assertThat(entries.stream().mapToInt(entry -> entry.fragment().spanCount()).sum())
        .isEqualTo(2000);
  }

  private GroupCommit ingest(DataSize queue) {
    return new GroupCommit(store, new Sequence(NOON, 0), new IndexPolicy(Set.of()),
        new CatalogRecorder(), new FragmentBuilder(codec, sample -> {}),
        new IngestProperties(queue, DataSize.ofMegabytes(16), DataSize.ofMegabytes(8)),
        new IngestMetrics(registry), current);
  }

  private static byte[] request(int trace, int spans) {
    return OtlpSender.request("shop",
        IntStream.rangeClosed(1, spans).mapToObj(i -> span(trace, i)).toList()).toByteArray();
  }

  private static Span span(int trace, int id) {
    return Span.newBuilder().setTraceId(OtlpSender.traceId(1, trace))
        .setSpanId(OtlpSender.spanId(id)).setName("work").setStartTimeUnixNano(1_000)
        .setEndTimeUnixNano(2_000)
        .addAttributes(OtlpSender.attribute("key", "value of some length"))
        .build();
  }
}
