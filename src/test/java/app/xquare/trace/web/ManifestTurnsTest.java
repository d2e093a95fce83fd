package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.web.ManifestTurns.BusyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ManifestTurnsTest {
  private final ManifestTurns turns = new ManifestTurns();

  @AfterEach
  void close() {
    turns.close();
  }

  private static MockHttpServletRequest request() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setContent("a: b".getBytes(StandardCharsets.UTF_8));
    return request;
  }

  @Test
  void onlyAFewWorkAtATimeAndTheOthersAreSentAway() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger working = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(turns.workers());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> first = new ArrayList<>();
      for (int i = 0; i < turns.workers(); i++) {
        first.add(threads.submit(() -> turns.take(request(), body -> {
          working.incrementAndGet();
          all.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return body;
        })));
      }
      all.await();
      assertThatThrownBy(() -> turns.take(request(), body -> working.incrementAndGet()))
          .isInstanceOf(BusyException.class);
      assertThat(working).hasValue(turns.workers());
      end.countDown();
      for (Future<Object> one : first) {
        assertThat(one.get()).isEqualTo("a: b");
      }
    }
    assertThat(turns.<String>take(request(), body -> body)).isEqualTo("a: b");
  }

  @Test
  void aFaultGivesTheTurnBack() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThatThrownBy(() -> turns.take(request(), body -> {
        throw new IllegalArgumentException(body);
      })).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(turns.<String>take(request(), body -> body)).isEqualTo("a: b");
  }
}
