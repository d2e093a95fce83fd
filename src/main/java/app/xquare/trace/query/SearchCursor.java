package app.xquare.trace.query;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.ScanPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where a search goes on. Base64url of: version (1 byte), digest of the query, from, to and snapshot
 * (8 bytes each), the two scan positions (16 each), the last emitted key (24, zeros for none), a
 * count (1) and as many keys (24 each), CRC-32C of all that (4).
 *
 * @param digest {@link QueryDigest} of the query that this belongs to
 * @param lastEmitted everything up to here in the results' order was answered; null for nothing
 * @param resume the scan goes on behind this
 * @param furthest what any page before has looked at, for the budget
 * @param found matching traces to which no fragment behind {@code resume} leads any more
 */
@SuppressWarnings("ArrayRecordComponent")
record SearchCursor(byte[] digest, long fromUnixNano, long toUnixNano, long snapshot,
    ScanPosition resume, ScanPosition furthest, @Nullable TraceKey lastEmitted,
    List<TraceKey> found) {
  static final int MAX_FOUND = 32;

  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 8 + TraceId.BYTES;
  private static final int FIXED_BYTES = 1 + QueryDigest.BYTES + 3 * 8 + 2 * 16 + KEY_BYTES + 1
      + Integer.BYTES;
  private static final TraceKey NONE = new TraceKey(0, new TraceId(0, 0));

  String encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + found.size() * KEY_BYTES);
    out.put(VERSION).put(digest).putLong(fromUnixNano).putLong(toUnixNano).putLong(snapshot);
    put(out, resume);
    put(out, furthest);
    put(out, lastEmitted == null ? NONE : lastEmitted);
    out.put((byte) found.size());
    found.forEach(key -> put(out, key));
    out.putInt(checksum(out.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /**
   * @param digest of the query that is asked now
   * @throws InvalidInputException if the cursor cannot go on with it
   */
  static SearchCursor decode(String text, byte[] digest) {
    byte[] bytes = bytes(text);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length <= Integer.BYTES
        || in.getInt(bytes.length - Integer.BYTES) != checksum(bytes)) {
      throw damaged(text);
    }
    if (in.get() != VERSION) {
      throw new InvalidInputException("cursor", text,
          "a cursor of this version of the application; search again without one");
    }
    if (bytes.length < FIXED_BYTES) {
      throw damaged(text);
    }
    byte[] own = new byte[QueryDigest.BYTES];
    in.get(own);
    if (!Arrays.equals(own, digest)) {
      throw new InvalidInputException("cursor", text,
          "a cursor of this very query; only the limit may change from page to page");
    }
    long from = in.getLong();
    long to = in.getLong();
    long snapshot = in.getLong();
    ScanPosition resume = position(in);
    ScanPosition furthest = position(in);
    TraceKey last = key(in);
    int count = in.get();
    if (bytes.length != FIXED_BYTES + count * KEY_BYTES) {
      throw damaged(text);
    }
    List<TraceKey> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(key(in));
    }
    return new SearchCursor(own, from, to, snapshot, resume, furthest,
        last.equals(NONE) ? null : last, found);
  }

  /** Only the one spelling that {@link #encode} gives. */
  private static byte[] bytes(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // said below
    }
    throw damaged(text);
  }

  private static InvalidInputException damaged(String text) {
    return new InvalidInputException("cursor", text,
        "nextCursor of the page before, exactly as it was given");
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  private static void put(ByteBuffer out, ScanPosition position) {
    out.putLong(position.startUnixNano()).putLong(position.sequence());
  }

  private static void put(ByteBuffer out, TraceKey key) {
    out.putLong(key.startUnixNano()).putLong(key.traceId().high()).putLong(key.traceId().low());
  }

  private static ScanPosition position(ByteBuffer in) {
    return new ScanPosition(in.getLong(), in.getLong());
  }

  private static TraceKey key(ByteBuffer in) {
    return new TraceKey(in.getLong(), new TraceId(in.getLong(), in.getLong()));
  }
}
