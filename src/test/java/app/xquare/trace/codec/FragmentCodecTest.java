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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    assertThat(codec.decode(ID, payload)).isEqualTo(tracesData);
    TraceId other = new TraceId(3, 4);
    assertThat(TracesData.read(codec.decode(other, payload))).hasSize(40)
        .allMatch(span -> span.traceId().equals(other))
        .allMatch(span -> span.details().links().getFirst().traceId().equals(ID));
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
