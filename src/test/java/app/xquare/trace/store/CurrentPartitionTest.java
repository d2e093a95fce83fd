package app.xquare.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.MemoryTraceStore;
import app.xquare.trace.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurrentPartitionTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-11-22T23:00:00Z"));
  private final MemoryTraceStore store = new MemoryTraceStore();
  private final CurrentPartition current = new CurrentPartition(store, clock);
  private final Fragments fragments = new Fragments(1);

  @Test
  void isTheDayUntilItIsFull() {
    assertThat(current.name()).isEqualTo("20261122");
    advance("20261122", 99);
    assertThat(current.name()).isEqualTo("20261122");
    advance("20261122", 100);
    assertThat(current.name()).isEqualTo("20261122_0001");
    // The new one is not there yet, and the old one still full.
    advance("20261122", 100);
    assertThat(current.name()).isEqualTo("20261122_0001");
    advance("20261122_0001", 100);
    assertThat(current.name()).isEqualTo("20261122_0002");

    clock.advance(Duration.ofHours(1));
    assertThat(current.name()).isEqualTo("20261123");
  }

  @Test
  void goesOnWithTheNewestPartOfTheDay() {
    for (String name : List.of("20261121_0007", "20261122", "20261122_0001", "20261122_0002",
        "20261123")) {
      store.append(Fragments.commit(name, fragments.at(Fragments.NOON)));
    }
    assertThat(current.name()).isEqualTo("20261122_0002");
  }

  @Test
  void followsOtherReplicas() {
    assertThat(current.name()).isEqualTo("20261122");
    advance("20261122_0003", 7);
    assertThat(current.name()).isEqualTo("20261122_0003");
    advance("20261122_0002", 1_000);
    assertThat(current.name()).isEqualTo("20261122_0003");
    advance("20261122_0004", 1_000);
    assertThat(current.name()).isEqualTo("20261122_0005");
  }

  @Test
  void theOneBeforeIsWrittenForAShortTime() {
    String first = current.name();
    advance(first, 100);
    String second = current.name();
    assertThat(current.isWritten(first)).isTrue();
    assertThat(current.isWritten(second)).isTrue();
    assertThat(current.isWritten("20261121")).isFalse();
    clock.advance(CurrentPartition.GRACE);
    assertThat(current.isWritten(first)).isFalse();
    assertThat(current.isWritten(second)).isTrue();

    advance(second, 100);
    advance(current.name(), 100);
    assertThat(current.isWritten(second)).as("two before").isFalse();
    assertThat(current.isWritten("20261122_0002")).isTrue();
  }

  @Test
  void whatIsClosedTakesNoMoreButTheCurrentOne() {
    assertThat(current.takes("20261121")).isTrue();
    current.close("20261121_0003");
    current.close("20261120");
    assertThat(current.takes("20261121")).isFalse();
    assertThat(current.takes("20261121_0003")).isFalse();
    assertThat(current.takes("20261121_0004")).isTrue();
    // As after a clock was set back.
    current.close("20270101");
    assertThat(current.takes(current.name())).isTrue();
  }

  @Test
  void isUnknownWhileTheStoreCannotBeAsked() {
    boolean[] away = {true};
    CurrentPartition asked = new CurrentPartition(new MemoryTraceStore() {
      @Override
      public synchronized List<Partition> partitions() {
        if (away[0]) {
          throw new UnavailableException("away", Duration.ofSeconds(1), null);
        }
        return super.partitions();
      }
    }, clock);
    assertThatThrownBy(asked::name).isInstanceOf(UnavailableException.class);
    away[0] = false;
    assertThat(asked.name()).isEqualTo("20261122");
  }

  private void advance(String name, long bytes) {
    current.advance(List.of(new Partition(name, 0, 0, 1, 1, bytes)), 100);
  }
}
