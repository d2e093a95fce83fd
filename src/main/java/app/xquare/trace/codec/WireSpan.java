package app.xquare.trace.codec;

import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanSource;
import java.util.Arrays;

/**
 * A span where it lies in the bytes of a request or fragment, with what stood around it.
 *
 * @param resourceHead all fields of its {@code ResourceSpans} but the scope spans, as they were sent
 * @param scopeHead all fields of its {@code ScopeSpans} but the spans, as they were sent
 * @param buffer holds the span's message; nobody writes to it
 */
@SuppressWarnings("ArrayRecordComponent")
public record WireSpan(byte[] resourceHead, byte[] scopeHead, byte[] buffer, int offset,
    int length) implements SpanSource {
  @Override
  public SpanDetails details() {
    return SpanReader.details(new ProtoReader(buffer, offset, offset + length));
  }

  /** The resource and scope count too: the same span under another resource is not the same bytes. */
  @Override
  public int compareBytes(SpanSource other) {
    if (!(other instanceof WireSpan that)) {
      throw new IllegalArgumentException("cannot compare with a " + other.getClass());
    }
    int bySpan = Arrays.compareUnsigned(buffer, offset, offset + length, that.buffer, that.offset,
        that.offset + that.length);
    if (bySpan != 0) {
      return bySpan;
    }
    int byScope = Arrays.compareUnsigned(scopeHead, that.scopeHead);
    return byScope != 0 ? byScope : Arrays.compareUnsigned(resourceHead, that.resourceHead);
  }
}
