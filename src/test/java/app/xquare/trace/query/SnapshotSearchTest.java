package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.Backend;
import app.xquare.trace.testing.Fragments;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotSearchTest {
  private static final long SECOND = Fragments.SECOND;

  private final Backend backend = Backend.inMemory();
  private final AtomicLong nanoTime = new AtomicLong();
  private long spanId;

  @AfterEach
  void close() {
    backend.close();
  }

  private TraceSearch search(int fragmentBudget) {
    return new SnapshotSearch(backend.get(TraceStore.class), backend.get(Sequence.class),
        backend.get(FragmentCodec.class),
        new QueryProperties(Duration.ofSeconds(5), fragmentBudget),
        nanoTime::incrementAndGet);
  }

  private static TraceQuery.Builder query() {
    return TraceQuery.builder();
  }

  /** A span of one second as a fragment of its own. */
  private void send(long trace, String name, long second) {
    send(trace, name, second, ++spanId);
  }

  private void send(long trace, String name, long second, long id) {
    long start = Fragments.NOON + second * SECOND;
    Span span = Span.newBuilder().setTraceId(bytes(trace).concat(bytes(trace))).setSpanId(bytes(id))
        .setName(name).setStartTimeUnixNano(start).setEndTimeUnixNano(start + SECOND).build();
    backend.get(Ingest.class)
        .submit(ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
            .build().toByteArray())
        .join();
  }

  private static ByteString bytes(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, number));
  }

  private static List<Long> numbers(SearchPage page) {
    return page.traces().stream().map(trace -> trace.traceId().low()).toList();
  }

  /** The traces of all pages, and how many pages there were. */
  private static List<Long> all(TraceSearch search, TraceQuery query, AtomicLong pages) {
    List<Long> found = new ArrayList<>();
    String cursor = null;
    do {
      SearchPage page = search.search(query, cursor);
      pages.incrementAndGet();
      found.addAll(numbers(page));
      cursor = page.nextCursor();
    } while (cursor != null);
    return found;
  }

  @Test
  void findsNothingInAnEmptyStore() {
    assertThat(search(1).search(query().build(), null))
        .isEqualTo(new SearchPage(List.of(), true, null, 0));
    assertThat(search(1).search(query().operation("any").build(), null).complete()).isTrue();
  }

  @Test
  void aBudgetOfOneFragmentLosesAndRepeatsNothing() {
    for (int trace = 1; trace <= 60; trace++) {
      for (int i = 0; i < 3; i++) {
        send(trace, "op", trace * 7 % 50 + i * 5L);
      }
    }
    List<Long> expected = all(search(100_000), query().limit(1000).build(), new AtomicLong());
    AtomicLong pages = new AtomicLong();

    assertThat(expected).hasSize(60).doesNotHaveDuplicates();
    assertThat(all(search(1), query().limit(7).build(), pages)).isEqualTo(expected);
    assertThat(pages.get()).isGreaterThan(60);
  }

  @Test
  void aPageThatRunsOutOfTimeGoesOnWhereItStopped() {
    for (int trace = 1; trace <= 30; trace++) {
      send(trace, "op", trace);
    }
    TraceSearch slow = new SnapshotSearch(backend.get(TraceStore.class),
        backend.get(Sequence.class), backend.get(FragmentCodec.class),
        new QueryProperties(Duration.ofSeconds(5), 100_000), () -> nanoTime.addAndGet(2 * SECOND));
    AtomicLong pages = new AtomicLong();

    assertThat(all(slow, query().build(), pages))
        .isEqualTo(LongStream.iterate(30, t -> t - 1).limit(30).boxed().toList());
    assertThat(pages.get()).isBetween(8L, 15L);
  }

  @Test
  void manyLongTracesAreFoundOnceWhenTheirTurnComes() {
    // They begin long before the span that is asked for, which is where they are found.
    for (int trace = 1; trace <= 100; trace++) {
      send(trace, "begin", trace);
      send(trace, "found", 10_000 + trace * 37 % 100);
    }
    for (int trace = 101; trace <= 160; trace++) {
      send(trace, "found", 5_000 + trace);
    }
    List<Long> expected = LongStream.iterate(160, t -> t - 1).limit(160).boxed().toList();

    for (int budget : new int[]{1, 13, 100_000}) {
      for (int limit : new int[]{1, 3, 50, 1000}) {
        assertThat(
            all(search(budget), query().operation("found").limit(limit).build(), new AtomicLong()))
            .as("budget %d limit %d", budget, limit).isEqualTo(expected);
      }
    }
  }

  @Test
  void tracesOfTheSameStartComeByTheirIds() {
    for (long trace : new long[]{5, -1, 3, Long.MIN_VALUE, 1}) {
      send(trace, "op", 0);
    }
    for (int limit = 1; limit <= 6; limit++) {
      assertThat(all(search(2), query().limit(limit).build(), new AtomicLong())).containsExactly(1L,
          3L, 5L, Long.MIN_VALUE, -1L);
    }
  }

  @Test
  void aCopyThatIsNotKeptDoesNotMakeItsTraceMatch() {
    send(1, "replaced", 0, 77);
    send(1, "kept", 3, 77);

    assertThat(numbers(search(10).search(query().operation("replaced").build(), null))).isEmpty();
    assertThat(numbers(search(10).search(query().operation("kept").build(), null)))
        .containsExactly(1L);
  }

  @Test
  void goesOnWithTheRangeOfTheFirstPageAndAnyLimit() {
    for (int trace = 1; trace <= 10; trace++) {
      send(trace, "op", trace);
    }
    long now = Fragments.NOON + 20 * SECOND;
    TraceQuery.Builder lastMinute = query().givenRange("-1m");
    SearchPage first = search(100).search(
        lastMinute.fromUnixNano(now - 60 * SECOND).toUnixNano(now).limit(3).build(), null);
    send(11, "op", 5);
    long later = now + 55 * SECOND;
    SearchPage second = search(100).search(
        lastMinute.fromUnixNano(later - 60 * SECOND).toUnixNano(later).limit(100).build(),
        first.nextCursor());

    assertThat(numbers(first)).containsExactly(10L, 9L, 8L);
    assertThat(numbers(second)).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(second.complete()).isTrue();
  }

  @Test
  void refusesACursorOfAnotherQuery() {
    send(1, "op", 1);
    send(2, "op", 2);
    String cursor = firstCursor(query().limit(1).build());

    for (TraceQuery other : List.of(query().service("s").build(), query().rootOnly(true).build(),
        query().operation("op").build(), query().rootService("op").build(),
        query().attributes(List.of(AttributeFilter.parse("a=b"))).build(),
        query().minDurationNanos(1).build(), query().maxSpanCount(9).build(),
        query().fromUnixNano(1).build(), query().givenRange("-1h").build())) {
      refused(other, cursor, "this very query");
    }
    assertThat(numbers(search(100).search(query().limit(9).build(), cursor))).containsExactly(1L);
  }

  @Test
  void refusesADamagedCursor() {
    send(1, "op", 1);
    send(2, "op", 2);
    TraceQuery query = query().limit(1).build();
    String cursor = firstCursor(query);
    assertThat(cursor).matches("[A-Za-z0-9_-]+");

    for (int i = 0; i < cursor.length(); i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      refused(query, cursor.substring(0, i) + other + cursor.substring(i + 1), "");
      refused(query, cursor.substring(0, i), "exactly as it was given");
    }
    for (String text : List.of("", " ", cursor + "A", cursor + "=", " " + cursor, "주문",
        cursor + cursor, "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAA")) {
      refused(query, text, "exactly as it was given");
    }
  }

  @Test
  void refusesACursorOfAnotherVersion() {
    send(1, "op", 1);
    send(2, "op", 2);
    TraceQuery query = query().limit(1).build();
    byte[] bytes = Base64.getUrlDecoder().decode(firstCursor(query));
    bytes[0] = 2;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());

    refused(query, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), "this version");
  }

  private String firstCursor(TraceQuery query) {
    return Objects.requireNonNull(search(100).search(query, null).nextCursor());
  }

  private void refused(TraceQuery query, String cursor, String expected) {
    assertThatThrownBy(() -> search(100).search(query, cursor))
        .isInstanceOfSatisfying(InvalidInputException.class, e -> {
          assertThat(e.field()).isEqualTo("cursor");
          assertThat(e.expected()).contains(expected);
        });
  }
}
