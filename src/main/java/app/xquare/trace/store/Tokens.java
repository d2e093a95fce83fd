package app.xquare.trace.store;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The searchable facts about a span, as numbers. A fragment carries the distinct tokens of its spans.
 *
 * <p>A token may stand on a fragment whose spans do not satisfy what it says on ONE span, and two
 * facts may have one number, so readers always check the spans themselves. The other way round MUST
 * hold: a fragment with a span that satisfies a fact carries the fact's token, or, for attributes, one
 * of the markers {@link #unindexed} and {@link #OVERFLOW}.
 *
 * <p>The tokens of one operation, or of one attribute and value, are neighbours whatever the service: a
 * search without a service asks for those of all services, and where there are none, an index that
 * orders them sees it at one place. So are the markers, which every search by attribute asks for.
 *
 * <p>Numbers are stored, so they are the same in every version: FarmHash Fingerprint64 of the UTF-8
 * bytes of each part, mixed.
 */
public final class Tokens {
  /** Some span of the fragment had more attributes than are indexed. */
  public static final long OVERFLOW = mix('v', 0, 0);

  /** Some span has status {@code ERROR}. */
  public static final long ERROR = mix('f', 0, 0);

  /** Only so much of a service's name is in its tokens. */
  public static final int MAX_NAME_CHARS = 256;

  /** In neighbours, bits of what they have in common. */
  private static final long COMMON = -1L << 40;

  private static final HashFunction HASH = Hashing.farmHashFingerprint64();

  private Tokens() {}

  public static long service(String service) {
    return mix('s', hash(name(service)), 0);
  }

  public static long operation(String service, String operation) {
    return operation(hash(name(service)), hash(operation));
  }

  /** The same of hashes: of the service's {@link #name}, and of the operation. */
  public static long operation(long service, long operation) {
    return neighbours(mix('o', 0, operation), mix('o', service, operation));
  }

  /** Some span of the service has status {@code ERROR}. */
  public static long error(String service) {
    return mix('e', hash(name(service)), 0);
  }

  /** @param value as {@code model.AttributeTexts} writes it */
  public static long attribute(String service, String key, String value) {
    return attribute(hash(name(service)), hash(key), hash(value));
  }

  /** The same of hashes: of the service's {@link #name}, the key and the value. */
  public static long attribute(long service, long key, long value) {
    return neighbours(mix('a', key, value), mix('a', mix('k', service, key), value));
  }

  /** A resource by its bytes; which attributes it has, the catalog says. */
  public static long resource(byte[] head) {
    return mix('r', hash(head, 0, head.length), 0);
  }

  /** The attribute {@code key} has a value somewhere in the fragment that is not indexed. */
  public static long unindexed(String key) {
    return unindexed(hash(key));
  }

  /** The same of the key's hash. */
  public static long unindexed(long key) {
    return neighbours(OVERFLOW, mix('u', key, 0));
  }

  public static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /** Of UTF-8 bytes where they lie. */
  public static long hash(byte[] buffer, int from, int to) {
    return HASH.hashBytes(buffer, from, to - from).asLong();
  }

  /**
   * As much of a service's name as its tokens and catalog entries have. NUL, which parts the fields of
   * entries, is replaced; a surrogate pair is never halved, which no encoding would give back.
   */
  public static String name(String text) {
    if (text.length() <= MAX_NAME_CHARS) {
      return clean(text);
    }
    boolean halved = Character.isHighSurrogate(text.charAt(MAX_NAME_CHARS - 1));
    return clean(text.substring(0, halved ? MAX_NAME_CHARS - 1 : MAX_NAME_CHARS));
  }

  private static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static long neighbours(long common, long own) {
    return (common & COMMON) | (own & ~COMMON);
  }

  /** Every bit of the result depends on every bit of the kind and both numbers. */
  private static long mix(char kind, long a, long b) {
    long mixed = a * 0x9E37_79B9_7F4A_7C15L + kind;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58_476D_1CE4_E5B9L + Long.rotateLeft(b, 32);
    mixed = (mixed ^ (mixed >>> 32)) * 0x94D0_49BB_1331_11EBL + b;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58_476D_1CE4_E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
