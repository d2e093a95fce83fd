package app.xquare.trace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.OtlpSender;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FragmentCodecTest {
  private static final TraceId ID = new TraceId(1, 2);

  private final FragmentCodec codec = new FragmentCodec(id -> null);

  @Test
  void givesBackTheBytes() {
    Random random = new Random(42);
    for (int length : new int[]{0, 1, 100, 10_000, 3_000_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(codec.decode(ID, codec.encode(ID, bytes.clone()))).isEqualTo(bytes);
    }
  }

  /** zstd does not need every bit of its header, so the answer may also be the right bytes; never others. */
  @Test
  void noFlippedBitGivesOtherBytes() {
    byte[] bytes = new byte[300];
    new Random(7).nextBytes(bytes);
    byte[] payload = codec.encode(ID, bytes);
    int noticed = 0;
    for (int bit = 0; bit < payload.length * 8; bit++) {
      byte[] damaged = payload.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(codec.decode(ID, damaged)).as("bit %d", bit).isEqualTo(bytes);
      } catch (CorruptDataException expected) {
        assertThat(expected).hasMessageContaining(ID.toString());
        noticed++;
      }
    }
    assertThat(noticed).isGreaterThan(payload.length * 8 - 16);
  }

  @Test
  void anyCutIsNoticed() {
    byte[] payload = codec.encode(ID, new byte[]{1, 2, 3, 4, 5, 6, 7, 8});
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> codec.decode(ID, cut)).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void dictionariesAreReplacedWhileOthersWrite() throws Exception {
    byte[] dictionary = Dictionaries.builtIn();
    FragmentCodec shared = new FragmentCodec(id -> dictionary);
    byte[] bytes = new byte[2_000];
    new Random(5).nextBytes(bytes);
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService writers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        writing.add(writers.submit(() -> {
          while (!enough.get()) {
            assertThat(shared.decode(ID, shared.encode(ID, bytes.clone()))).isEqualTo(bytes);
          }
        }));
      }
      for (int id = 100; id < 200; id++) {
        shared.use(id, dictionary);
      }
      enough.set(true);
      for (Future<?> writer : writing) {
        writer.get();
      }
    }
    shared.close();
    shared.close();
    assertThatThrownBy(() -> shared.encode(ID, bytes)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDictionaryThatTheStoreDroppedIsForgotten() {
    Map<Integer, byte[]> stored = new ConcurrentHashMap<>();
    stored.put(100, Dictionaries.builtIn());
    FragmentCodec learning = new FragmentCodec(stored::get);
    learning.use(100, Dictionaries.builtIn());
    byte[] payload = learning.encode(ID, new byte[]{1, 2, 3});
    assertThat(learning.decode(ID, payload)).containsExactly(1, 2, 3);
    learning.use(101, Dictionaries.builtIn());
    learning.retain(stored.keySet());
    assertThat(learning.decode(ID, payload)).as("still stored").containsExactly(1, 2, 3);
    stored.clear();
    learning.retain(stored.keySet());
    assertThatThrownBy(() -> learning.decode(ID, payload))
        .isInstanceOf(CorruptDataException.class).hasMessageContaining("dictionary 100");
  }

  @Test
  void anUnknownDictionaryIsNamed() {
    byte[] payload = codec.encode(ID, new byte[10]);
    payload[1] = 77;
    assertThatThrownBy(() -> codec.decode(ID, payload)).isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("dictionary 77");
  }

  @Test
  void aDictionaryOfTheStoreIsUsed() {
    byte[] payload = codec.encode(ID, "service.name".getBytes(StandardCharsets.UTF_8));
    payload[1] = 77;
    byte[] builtIn = resource("/dictionaries/otlp-1.dict");
    FragmentCodec withStored = new FragmentCodec(id -> id == 77 ? builtIn : null);
    assertThat(withStored.decode(ID, payload)).asString().isEqualTo("service.name");
  }

  @Test
  void theTraceIdIsTakenOutAndPutBackWhereverItStands() {
    List<Span> spans = LongStream.rangeClosed(1, 40)
        .mapToObj(id -> Span.newBuilder().setTraceId(OtlpSender.traceId(1, 2))
            .setSpanId(OtlpSender.spanId(id)).setName("span " + id)
            // Links keep theirs, even to the same trace.
            .addLinks(Span.Link.newBuilder().setTraceId(OtlpSender.traceId(1, 2))).build())
        .toList();
    byte[] tracesData = OtlpSender.request("shop", spans).toByteArray();
    byte[] compressed = tracesData.clone();
    byte[] payload = codec.encode(ID, compressed);

    assertThat(TracesData.read(compressed)).hasSize(40)
        .allMatch(span -> span.traceId().equals(new TraceId(0, 0)))
        .allMatch(span -> span.details().links().getFirst().traceId().equals(ID));
    assertThat(codec.decode(ID, payload)).isEqualTo(tracesData);
    assertThatThrownBy(() -> codec.decode(new TraceId(3, 4), payload))
        .isInstanceOf(CorruptDataException.class).hasMessageContaining("checksum");
  }

  @Test
  void idsAndTimesAreTakenOutSoThatSpansAreAlike() {
    List<Span> spans = LongStream.rangeClosed(1, 3)
        .mapToObj(id -> Span.newBuilder().setTraceId(OtlpSender.traceId(1, 2))
            .setSpanId(OtlpSender.spanId(id)).setParentSpanId(OtlpSender.spanId(id - 1))
            .setName("alike").setStartTimeUnixNano(1_000 * id).setEndTimeUnixNano(1_000 * id + 7)
            .build())
        .toList();
    byte[] tracesData = OtlpSender.request("shop", spans).toByteArray();
    byte[] left = tracesData.clone();
    byte[] payload = codec.encode(ID, left);

    assertThat(TracesData.read(left).stream().map(span -> ((WireSpan) span.source()))
        .map(wire -> Arrays.copyOfRange(wire.buffer(), wire.offset(),
            wire.offset() + wire.length()))
        .map(Arrays::hashCode).distinct()).hasSize(1);
    assertThat(codec.decode(ID, payload)).isEqualTo(tracesData);
  }

  /** Spans of any fields, in the order that protobuf writes and in others, twice, cut anywhere. */
  @Test
  void givesBackWhateverStandsInSpans() {
    Random random = new Random(3);
    RandomMessages messages = new RandomMessages(random);
    for (int i = 0; i < 2_000; i++) {
      byte[] one = messages.message(io.opentelemetry.proto.trace.v1.TracesData.newBuilder(), 0)
          .toByteArray();
      byte[] other = spans(random);
      byte[] bytes = Arrays.copyOf(one, one.length + other.length);
      System.arraycopy(other, 0, bytes, one.length, other.length);
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(4) > 0
          ? bytes.length
          : random.nextInt(bytes.length + 1));
      TraceId id = random.nextBoolean() ? ID : new TraceId(0, 0);
      assertThat(codec.decode(id, codec.encode(id, cut.clone()))).as("message %d", i)
          .isEqualTo(cut);
    }
  }

  /** Each with a few fields that are taken out, in any order. */
  private static byte[] spans(Random random) {
    ProtoBuffer out = new ProtoBuffer(1_000);
    int scope = message(out, TracesDataWalk.RESOURCE_SPANS);
    int list = message(out, TracesDataWalk.SPANS);
    for (int spans = random.nextInt(5); spans > 0; spans--) {
      int span = message(out, TracesDataWalk.SPANS);
      for (int fields = random.nextInt(9); fields > 0; fields--) {
        switch (random.nextInt(5)) {
          case 0 -> id(out, SpanFields.TRACE_ID, random, 16);
          case 1 -> id(out, SpanFields.SPAN_ID, random, 8);
          case 2 -> id(out, SpanFields.PARENT_SPAN_ID, random, 8);
          case 3 -> time(out, SpanFields.START, random);
          default -> time(out, SpanFields.END, random);
        }
      }
      out.end(span);
    }
    out.end(list);
    out.end(scope);
    return out.toBytes();
  }

  private static int message(ProtoBuffer out, int tag) {
    out.varint(tag);
    return out.begin();
  }

  private static void id(ProtoBuffer out, int tag, Random random, int length) {
    out.varint(tag);
    byte[] id = new byte[random.nextInt(4) > 0 ? length : random.nextInt(20)];
    Arrays.fill(id, (byte) random.nextInt(3));
    out.bytes(id);
  }

  private static void time(ProtoBuffer out, int tag, Random random) {
    out.varint(tag);
    out.fixed64(random.nextBoolean() ? random.nextLong() : random.nextInt(1_000));
  }

  @Test
  void aLearnedDictionaryIsWrittenWithAndOldPayloadsStayReadable() {
    byte[] text = "a text that only this dictionary knows".repeat(3)
        .getBytes(StandardCharsets.UTF_8);
    FragmentCodec learning = new FragmentCodec(id -> id == 5_000 ? text : null);
    byte[] before = learning.encode(ID, text.clone());
    learning.use(5_000, text);
    byte[] after = learning.encode(ID, text.clone());

    assertThat(learning.dictionary()).isEqualTo(5_000);
    assertThat(after.length).isLessThan(before.length);
    assertThat(learning.decode(ID, before)).isEqualTo(text);
    assertThat(learning.decode(ID, after)).isEqualTo(text);
    assertThatThrownBy(() -> codec.decode(ID, after)).hasMessageContaining("dictionary 5000");
  }

  private static byte[] resource(String name) {
    try (InputStream in = FragmentCodecTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
