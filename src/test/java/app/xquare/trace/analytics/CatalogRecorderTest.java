package app.xquare.trace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.analytics.CatalogRecorder.ResourceFacts;
import app.xquare.trace.store.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogRecorderTest {
  private static final long TOKEN = 0x0123_4567_89ab_cdefL;

  private final CatalogRecorder recorder = new CatalogRecorder();

  @Test
  void whatIsStoredIsNotNewAgain() {
    CatalogRecorder.Observation first = observe("shop");
    assertThat(first.entries()).containsExactlyInAnyOrder("s\0shop", "o\0shop\0" + "2\0GET",
        "k\0key\0s\0s\0shop", "v\0key\0value\0shop", "k\0host\0r\0s\0shop",
        "v\0host\0one\0shop", CatalogEntries.resource("host", "one", "shop", TOKEN));
    assertThat(observe("shop").entries()).as("not stored yet").isEqualTo(first.entries());
    first.confirm();
    assertThat(observe("shop").entries()).isEmpty();
    CatalogRecorder.Observation day = recorder.observe("20261123");
    observe(day, "shop");
    assertThat(day.entries()).as("another day").isEqualTo(first.entries());
  }

  @Test
  void aKeyWithVeryManyValuesHasTheFirstOnly() {
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    for (int value = 0; value < 10_000; value++) {
      value(observed, "id", "" + value);
    }
    assertThat(observed.entries()).hasSize(CatalogRecorder.MAX_VALUES);
    observed.confirm();

    CatalogRecorder.Observation later = recorder.observe("20261122");
    value(later, "id", "another");
    assertThat(later.entries()).isEmpty();
    value(later, "key", "of another key");
    assertThat(later.entries()).hasSize(1);
  }

  @Test
  void requestsUnderWayTogetherDoNotFillTheRoomOfAKeyTwice() {
    List<CatalogRecorder.Observation> together = new ArrayList<>();
    for (int request = 0; request < 10; request++) {
      CatalogRecorder.Observation observed = recorder.observe("20261122");
      for (int value = 0; value < CatalogRecorder.MAX_VALUES / 4; value++) {
        value(observed, "zone", "" + value);
      }
      together.add(observed);
    }
    together.forEach(CatalogRecorder.Observation::confirm);

    CatalogRecorder.Observation later = recorder.observe("20261122");
    value(later, "zone", "another");
    assertThat(later.entries()).containsExactly("v\0zone\0another\0shop");
  }

  @Test
  void oneTextIsAValueOfEachKeyAndOfEachService() {
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    observed.resource(new ResourceFacts("shop", 1, List.of(
        new ResourceFacts.Attribute("zone", AttributeType.STRING, Set.of("seoul-1")),
        new ResourceFacts.Attribute("city", AttributeType.STRING, Set.of("seoul-1")))));
    observed.resource(new ResourceFacts("cart", 2, List.of(
        new ResourceFacts.Attribute("zone", AttributeType.STRING, Set.of("seoul-1")))));
    assertThat(observed.entries()).contains("v\0zone\0seoul-1\0shop", "v\0city\0seoul-1\0shop",
        "v\0zone\0seoul-1\0cart");
  }

  @Test
  void aLongServiceNameIsCutAsItsTokensAre() {
    CatalogRecorder.Observation observed = observe("x".repeat(1_000_000));
    assertThat(observed.entries()).hasSize(7)
        .allSatisfy(entry -> assertThat(entry.length()).isLessThan(300))
        .contains("s\0" + "x".repeat(256));
  }

  @Test
  void aResourceIsFoundByItsAttributeHoweverLong() {
    String text = "v".repeat(100_000);
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    observed.resource(new ResourceFacts("shop", TOKEN, List.of(
        new ResourceFacts.Attribute("key", AttributeType.STRING, Set.of(text)))));
    assertThat(observed.entries()).anySatisfy(entry -> {
      assertThat(entry).startsWith(CatalogEntries.resourcePrefix("key", text, "shop")).hasSize(50);
      assertThat(CatalogEntries.resource(entry)).isEqualTo(TOKEN);
    });
  }

  private CatalogRecorder.Observation observe(String service) {
    CatalogRecorder.Observation observed = recorder.observe("20261122");
    observe(observed, service);
    return observed;
  }

  private static void observe(CatalogRecorder.Observation observed, String service) {
    long hash = Tokens.hash(Tokens.name(service));
    observed.resource(new ResourceFacts(service, TOKEN,
        List.of(new ResourceFacts.Attribute("host", AttributeType.STRING, Set.of("one")))));
    observed.operation(Tokens.operation(service, "GET"), hash, service, 2, "GET");
    observed.key(hash, Tokens.hash("key"), service, AttributeScope.SPAN, "key",
        AttributeType.STRING);
    observed.value(hash, Tokens.hash("key"), Tokens.attribute(service, "key", "value"), service,
        "key", "value");
  }

  private static void value(CatalogRecorder.Observation observed, String key, String value) {
    observed.value(Tokens.hash("shop"), Tokens.hash(key), Tokens.attribute("shop", key, value),
        "shop", key, value);
  }
}
