package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
  private final RetryDelay delay = new RetryDelay(nanos::get);

  @Test
  void growsWhileItLastsAndBeginsAnew() {
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofMillis(900));
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofMillis(1600));
    assertThat(delay.next()).isEqualTo(Duration.ofMillis(2500));
    pass(Duration.ofSeconds(60));
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(20));
    delay.over();
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(10));
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void afterALongSilenceItIsAnotherMatter() {
    delay.next();
    pass(Duration.ofMinutes(10));
    assertThat(delay.next()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tenAttemptsOutliveAMinuteAndAHalfWhoeverElseSends() {
    delay.next();
    for (int late = 0; late < 60; late++) {
      Duration begin = Duration.ofSeconds(late);
      Duration waited = Duration.ZERO;
      RetryDelay asked = new RetryDelay(nanos::get);
      long start = nanos.get();
      asked.next();
      nanos.addAndGet(begin.toNanos());
      for (int attempt = 1; attempt < 10; attempt++) {
        Duration told = asked.next();
        waited = waited.plus(told);
        pass(told);
      }
      assertThat(waited).as("late by %s", begin).isGreaterThan(Duration.ofSeconds(90));
      nanos.set(start);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
