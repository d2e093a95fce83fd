package app.xquare.trace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.DictionaryIds;
import app.xquare.trace.testing.MemoryTraceStore;
import app.xquare.trace.testing.OtlpSender;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DictionaryLearningTest {
  private static final TraceId ID = new TraceId(1, 2);
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final MemoryTraceStore store = new MemoryTraceStore();
  private final FragmentCodec codec = new FragmentCodec(store::dictionary);
  private final Random random = new Random(11);

  @Test
  void learnsWhatTheSpansOfThisPlatformHaveInCommon() {
    byte[] before = codec.encode(ID, fragment());
    learn(at(NOW), 6_000);

    int id = DictionaryIds.madeAt(NOW);
    assertThat(store.dictionaries()).containsExactly(id);
    assertThat(codec.dictionary()).isEqualTo(id);
    byte[] fragment = fragment();
    byte[] payload = codec.encode(ID, fragment.clone());
    assertThat(payload.length).isLessThan(before.length / 2);
    assertThat(new FragmentCodec(store::dictionary).decode(ID, payload)).isEqualTo(fragment);
  }

  @Test
  void littleTeachesNothing() {
    learn(at(NOW), 3_999);
    assertThat(codec.dictionary()).isEqualTo(1);
  }

  @Test
  void aNewProcessGoesOnWithTheNewestUnlessItIsOld() {
    learn(at(NOW), 6_000);
    FragmentCodec soon = new FragmentCodec(store::dictionary);
    new DictionaryLearning(store, soon, at(NOW.plus(Duration.ofHours(23)))).resume();
    assertThat(soon.dictionary()).isEqualTo(DictionaryIds.madeAt(NOW));

    FragmentCodec late = new FragmentCodec(store::dictionary);
    new DictionaryLearning(store, late, at(NOW.plus(Duration.ofHours(25)))).resume();
    assertThat(late.dictionary()).isEqualTo(1);
  }

  @Test
  void nothingIsWrittenWithAnOldDictionary() {
    learn(at(NOW), 6_000);
    learn(at(NOW.plus(DictionaryIds.USED).plusSeconds(1)), 1);
    assertThat(codec.dictionary()).isEqualTo(1);
  }

  @Test
  void afterADayTheNextOneIsTakenThoughItSavesNothing() {
    learn(at(NOW), 6_000);
    Instant later = NOW.plus(Duration.ofDays(1)).plusSeconds(1);
    learn(at(later), 3_999);
    assertThat(codec.dictionary()).isEqualTo(DictionaryIds.madeAt(NOW));
    learn(at(later), 6_000);
    assertThat(codec.dictionary()).isEqualTo(DictionaryIds.madeAt(later));
  }

  @Test
  void aDictionaryThatCannotBeStoredIsNotUsed() {
    MemoryTraceStore away = new MemoryTraceStore() {
      @Override
      public synchronized void saveDictionary(int id, byte[] dictionary) {
        throw new UnavailableException("away", Duration.ofSeconds(1), null);
      }
    };
    DictionaryLearning learning = new DictionaryLearning(away, codec, at(NOW));
    offer(learning, 6_000);
    assertThatThrownBy(learning::tick).isInstanceOf(UnavailableException.class);
    assertThat(codec.dictionary()).isEqualTo(1);
  }

  private void learn(Clock clock, int fragments) {
    DictionaryLearning learning = new DictionaryLearning(store, codec, clock);
    offer(learning, fragments);
    learning.tick();
  }

  private void offer(DictionaryLearning learning, int fragments) {
    for (int i = 0; i < fragments; i++) {
      learning.offer(fragment());
    }
  }

  /** Of a service that no built-in dictionary has heard of. */
  private byte[] fragment() {
    Span span = Span.newBuilder().setTraceId(OtlpSender.traceId(1, 2))
        .setSpanId(OtlpSender.spanId(random.nextLong() | 1)).setName("refuel the rocket")
        .addAttributes(OtlpSender.attribute("rocket.propellant", "methane and liquid oxygen"))
        .addAttributes(OtlpSender.attribute("rocket.pad", "pad " + random.nextInt(9)))
        .addAttributes(OtlpSender.attribute("rocket.manifest",
            "parcels for the station, crew of three, and a piano".repeat(4)))
        .setStartTimeUnixNano(random.nextLong(1L << 40)).build();
    return OtlpSender.request("launch-site-control", List.of(span, span)).toByteArray();
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }
}
