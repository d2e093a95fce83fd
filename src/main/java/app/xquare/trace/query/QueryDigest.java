package app.xquare.trace.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells one query from another, but for the limit, which may change from page to page. */
final class QueryDigest {
  static final int BYTES = 16;

  private final MessageDigest digest;

  private QueryDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static byte[] of(TraceQuery query) {
    QueryDigest digest = new QueryDigest();
    digest.add(query.service());
    digest.add(query.operation());
    digest.add(query.kind());
    digest.add(query.status());
    digest.add(query.minDurationNanos());
    digest.add(query.maxDurationNanos());
    digest.add(query.rootOnly());
    digest.add(query.attributes().size());
    query.attributes().forEach(digest::add);
    digest.add(query.minTraceDurationNanos());
    digest.add(query.maxTraceDurationNanos());
    digest.add(query.rootService());
    digest.add(query.rootOperation());
    digest.add(query.minSpanCount());
    digest.add(query.maxSpanCount());
    digest.add(query.givenRange());
    if (query.givenRange() == null) {
      digest.add(query.fromUnixNano());
      digest.add(query.toUnixNano());
    }
    return Arrays.copyOf(digest.digest.digest(), BYTES);
  }

  /** With its length, so that no two lists of parts read the same. */
  private void add(@Nullable Object part) {
    byte[] bytes = String.valueOf(part).getBytes(StandardCharsets.UTF_8);
    int length = part == null ? -1 : bytes.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    if (part != null) {
      digest.update(bytes);
    }
  }
}
