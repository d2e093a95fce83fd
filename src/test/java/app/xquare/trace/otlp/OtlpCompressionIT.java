package app.xquare.trace.otlp;

import static app.xquare.trace.otlp.OtlpHttpSender.JSON;
import static app.xquare.trace.otlp.OtlpHttpSender.PROTOBUF;
import static app.xquare.trace.otlp.OtlpHttpSender.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.rpc.Code;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests compressed by whatever exporters and collectors have. */
class OtlpCompressionIT {
  private static final int LIMIT = 1 << 20;
  private static final byte[] REQUEST = ExportTraceServiceRequest.newBuilder()
      .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("s")).build().toByteArray();
  private static Receivers receivers;
  private static OtlpHttpSender otlp;

  @BeforeAll
  static void start() {
    receivers = new Receivers("xquare.trace.otlp.max-request-size=1MB");
    otlp = new OtlpHttpSender(receivers);
  }

  @AfterAll
  static void stop() {
    receivers.close();
  }

  @BeforeEach
  void forgetWhatWasTaken() {
    receivers.taken.clear();
  }

  @Test
  void takesProtobufAndJsonPlainAndCompressed() throws Exception {
    byte[] json = "{\"resourceSpans\":[{\"schemaUrl\":\"s\"}]}".getBytes(UTF_8);
    for (String type : new String[]{PROTOBUF, JSON, "Application/JSON; charset=utf-8"}) {
      byte[] body = type.equals(PROTOBUF) ? REQUEST : json;
      for (String encoding : new String[]{"identity", "gzip", "GZIP", "x-gzip", "zstd", "Zstd",
          "deflate", "zlib"}) {
        HttpResponse<byte[]> response = otlp.post(compressed(encoding, body), "Content-Type", type,
            "Content-Encoding", encoding);
        assertThat(response.statusCode()).as(encoding).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
            .hasValue(type.equals(PROTOBUF) ? PROTOBUF : JSON);
        assertThat(response.body()).asString().isEqualTo(type.equals(PROTOBUF) ? "" : "{}");
        assertThat(receivers.taken.remove()).isEqualTo(REQUEST);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate"})
  void stopsInflatingAtTheLimit(String encoding) throws Exception {
    byte[] bomb = compressed(encoding, new byte[20 << 20]);
    assertThat(bomb.length).isLessThan(LIMIT);
    assertRefused(otlp.post(bomb, "Content-Type", PROTOBUF, "Content-Encoding", encoding), 413,
        Code.RESOURCE_EXHAUSTED,
        "body: decompresses to more than 1048576 bytes (expected: at most 1048576)");
    byte[] noise = new byte[LIMIT + 1];
    new Random(7).nextBytes(noise);
    assertThat(otlp.post(compressed(encoding, noise), "Content-Type", PROTOBUF, "Content-Encoding",
        encoding).statusCode()).isEqualTo(413);
    assertThat(receivers.taken).isEmpty();
    byte[] blank = new byte[LIMIT];
    assertThat(otlp.post(compressed(encoding, blank), "Content-Type", PROTOBUF, "Content-Encoding",
        encoding).statusCode()).isEqualTo(200);
    assertThat(receivers.taken.remove()).isEqualTo(blank);
  }

  @Test
  void refusesBrokenGzip() throws Exception {
    byte[] whole = compressed("gzip", REQUEST);
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 1;
    assertRefused(otlp.post(REQUEST, "Content-Type", PROTOBUF, "Content-Encoding", "gzip"), 400,
        Code.INVALID_ARGUMENT, "body: Not in GZIP format (expected: gzip)");
    assertRefused(otlp.post(damaged, "Content-Type", PROTOBUF, "Content-Encoding", "gzip"), 400,
        Code.INVALID_ARGUMENT, "body: Corrupt GZIP trailer (expected: gzip)");
    assertRefused(
        otlp.post(Arrays.copyOf(whole, whole.length - 9), "Content-Type", PROTOBUF,
            "Content-Encoding",
            "gzip"),
        400, Code.INVALID_ARGUMENT, "body: Unexpected end of ZLIB input stream (expected: gzip)");
  }

  @Test
  void takesFramesOfZstdOneAfterTheOtherAndNone() throws Exception {
    var twice = new ByteArrayOutputStream();
    twice.write(Zstd.compress(REQUEST));
    twice.write(HexFormat.of().parseHex("502a4d1803000000616263"));
    twice.write(Zstd.compress(REQUEST));
    assertThat(otlp.post(twice.toByteArray(), "Content-Type", PROTOBUF, "Content-Encoding", "zstd")
        .statusCode()).isEqualTo(200);
    var both = new ByteArrayOutputStream();
    both.write(REQUEST);
    both.write(REQUEST);
    assertThat(receivers.taken.remove()).isEqualTo(both.toByteArray());
    // Go's encoder makes nothing of nothing.
    assertThat(otlp.post(new byte[0], "Content-Type", PROTOBUF, "Content-Encoding", "zstd")
        .statusCode()).isEqualTo(200);
    assertThat(receivers.taken.remove()).isEmpty();
  }

  @Test
  void refusesBrokenZstd() throws Exception {
    String expected = " (expected: zstd with a window of at most 8 MiB)";
    byte[] whole = compressed("zstd", REQUEST);
    byte[] damaged = whole.clone();
    damaged[whole.length - 1] ^= 1;
    Map<String, byte[]> broken = Map.of("Unknown frame descriptor", REQUEST,
        "Truncated source", Arrays.copyOf(whole, whole.length - 5),
        "Restored data doesn't match checksum", damaged,
        // A frame of a few bytes that asks for two gigabytes.
        "Frame requires too much memory for decoding",
        HexFormat.of().parseHex("28b52ffd00a8010000"));
    assertAllRefused("zstd", broken, expected);
  }

  @Test
  void refusesBrokenDeflate() throws Exception {
    String expected = " (expected: deflate, which is zlib's format (RFC 1950))";
    byte[] whole = compressed("deflate", REQUEST);
    byte[] damaged = whole.clone();
    damaged[whole.length - 1] ^= 1;
    var twice = new ByteArrayOutputStream();
    twice.write(whole);
    twice.write(whole);
    Map<String, byte[]> broken = Map.of("incorrect header check", REQUEST,
        "Unexpected end of ZLIB input stream", Arrays.copyOf(whole, whole.length - 5),
        "incorrect data check", damaged,
        "Bytes after the end of the ZLIB stream", twice.toByteArray(),
        "It needs a dictionary", HexFormat.of().parseHex("78bb000000010300"));
    assertAllRefused("deflate", broken, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "snappy", "x-snappy-framed", "lz4", "gzip, zstd"})
  void refusesUnknownCompression(String encoding) throws Exception {
    HttpResponse<byte[]> response = otlp.post(REQUEST, "Content-Type", PROTOBUF, "Content-Encoding",
        encoding);
    assertRefused(response, 415, Code.INVALID_ARGUMENT, "Content-Encoding: " + encoding
        + " (expected: gzip, zstd, deflate, identity or none)");
    assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("gzip, zstd, deflate");
  }

  private static void assertAllRefused(String encoding, Map<String, byte[]> broken,
      String expected) throws Exception {
    for (Map.Entry<String, byte[]> one : broken.entrySet()) {
      assertRefused(
          otlp.post(one.getValue(), "Content-Type", PROTOBUF, "Content-Encoding", encoding), 400,
          Code.INVALID_ARGUMENT, "body: " + one.getKey() + expected);
    }
    assertThat(receivers.taken).isEmpty();
  }

  private static byte[] compressed(String encoding, byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream compressing = switch (encoding.toLowerCase(Locale.ROOT)) {
      case "identity" -> out;
      case "gzip", "x-gzip" -> new GZIPOutputStream(out);
      case "zstd" -> new ZstdOutputStream(out).setChecksum(true);
      case "deflate", "zlib" -> new DeflaterOutputStream(out);
      default -> throw new IllegalArgumentException(encoding);
    }) {
      compressing.write(bytes);
    }
    return out.toByteArray();
  }
}
