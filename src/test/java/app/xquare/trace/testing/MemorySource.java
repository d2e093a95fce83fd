package app.xquare.trace.testing;

import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A span source without a codec: its bytes are a text of everything the span says. */
final class MemorySource implements SpanSource {
  private final SpanDetails details;
  private final byte[] bytes;

  MemorySource(SpanDetails details, String text) {
    this.details = details;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public SpanDetails details() {
    return details;
  }

  @Override
  public int compareBytes(SpanSource other) {
    return Arrays.compareUnsigned(bytes, ((MemorySource) other).bytes);
  }
}
