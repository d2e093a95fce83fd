package app.xquare.trace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogRecorderTest {
  private final CatalogRecorder recorder = new CatalogRecorder();

  @Test
  void whatIsStoredIsNotNewAgain() {
    CatalogRecorder.Observation first = observe("shop");
    assertThat(first.entries()).containsExactlyInAnyOrder("s\0shop", "o\0shop\0" + "2\0GET",
        "k\0key\0s\0s\0shop", "v\0key\0value\0shop");
    assertThat(observe("shop").entries()).as("not stored yet").isEqualTo(first.entries());
    first.confirm();
    assertThat(observe("shop").entries()).isEmpty();
    assertThat(recorder.observe("20261123")).as("another day")
        .satisfies(day -> {
          day.span("shop", 2, "GET");
          assertThat(day.entries()).hasSize(2);
        });
  }

  @Test
  void aKeyWithVeryManyValuesHasTheFirstOnly() {
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    for (int value = 0; value < 10_000; value++) {
      observed.attribute("shop", AttributeScope.SPAN, "id", AttributeType.INT, "" + value);
    }
    assertThat(observed.entries()).hasSize(CatalogRecorder.MAX_VALUES + 1);
  }

  @Test
  void aLongServiceNameIsCutAsItsTokensAre() {
    CatalogRecorder.Observation observed = observe("x".repeat(1_000_000));
    assertThat(observed.entries()).hasSize(4)
        .allSatisfy(entry -> assertThat(entry.length()).isLessThan(300))
        .contains("s\0" + "x".repeat(256));
  }

  private CatalogRecorder.Observation observe(String service) {
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    observed.span(service, 2, "GET");
    observed.attribute(service, AttributeScope.SPAN, "key", AttributeType.STRING, "value");
    return observed;
  }
}
