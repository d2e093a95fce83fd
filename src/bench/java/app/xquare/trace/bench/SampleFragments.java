package app.xquare.trace.bench;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.codec.TracesData;
import app.xquare.trace.codec.WireSpan;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.TraceId;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The recorded requests as ingest would store them: the spans of a trace that a commit has. */
final class SampleFragments {
  /** An idle system commits every request, a busy one many: this is between. */
  private static final int REQUESTS_A_COMMIT = 3;

  private SampleFragments() {}

  /** @param bytes as compression gets them */
  @SuppressWarnings("ArrayRecordComponent")
  record Sample(byte[] bytes, int spans) {}

  static List<Sample> read(String name) throws IOException {
    byte[] compressed = Files.readAllBytes(Samples.FOLDER.resolve(name + ".zst"));
    ByteBuffer requests = ByteBuffer
        .wrap(Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed)));
    List<Sample> samples = new ArrayList<>();
    FragmentCodec codec = new FragmentCodec(id -> null);
    while (requests.hasRemaining()) {
      Map<TraceId, List<WireSpan>> traces = new LinkedHashMap<>();
      for (int i = 0; i < REQUESTS_A_COMMIT && requests.hasRemaining(); i++) {
        byte[] request = new byte[requests.getInt()];
        requests.get(request);
        for (Span span : TracesData.read(request)) {
          traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>())
              .add((WireSpan) span.source());
        }
      }
      traces.forEach((id, spans) -> {
        byte[] tracesData = TracesData.write(spans);
        codec.encode(id, tracesData);
        samples.add(new Sample(tracesData, spans.size()));
      });
    }
    return samples;
  }
}
