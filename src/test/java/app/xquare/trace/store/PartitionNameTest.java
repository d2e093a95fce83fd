package app.xquare.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionNameTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

  @Test
  void partsOfADayAreInOrderBetweenTheDays() {
    List<String> names = new ArrayList<>(List.of(PartitionName.of(DAY)));
    for (int i = 0; i < 9_999; i++) {
      names.add(PartitionName.next(names.getLast()));
    }
    assertThat(names).startsWith("20261122", "20261122_0001", "20261122_0002")
        .endsWith("20261122_9999").doesNotHaveDuplicates().isSorted()
        .allMatch(PartitionName::isOne)
        .allSatisfy(name -> assertThat(PartitionName.day(name)).isEqualTo(DAY));
    assertThat(names.getLast()).isLessThan(PartitionName.of(DAY.plusDays(1)));
    assertThat(PartitionName.next("20261122_9999")).isEqualTo("20261122_9999");
  }

  @Test
  void otherNamesAreNotPartitions() {
    for (String other : List.of("", "backup", "2026112", "202611221", "20261122_1",
        "20261122_00001", "20261122-0001", "20261122.new", "20261122_0001.dropped-7")) {
      assertThat(PartitionName.isOne(other)).as(other).isFalse();
      assertThat(PartitionName.day(other)).as(other).isNull();
    }
    assertThat(PartitionName.day("20261399")).isNull();
  }
}
