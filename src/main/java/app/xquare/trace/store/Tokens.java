package app.xquare.trace.store;

/**
 * The searchable facts about a span, as terms. A fragment carries the distinct tokens of its spans.
 *
 * <p>A token may stand on a fragment whose spans do not satisfy what it says on ONE span, so readers
 * always check the spans themselves. The other way round MUST hold: a fragment with a span that
 * satisfies a fact carries the fact's token, or, for attributes, one of the markers
 * {@link #unindexed} and {@link #OVERFLOW}.
 *
 * <p>Fields are parted by NUL; a NUL inside one is replaced, alike on both sides.
 */
public final class Tokens {
  /** Some span of the fragment had more attributes than are indexed. */
  public static final String OVERFLOW = "u\0";

  /** Longer values are not indexed: the fragment carries {@link #unindexed} instead. */
  public static final int MAX_VALUE_CHARS = 128;
  /** Only so much of a service's or operation's name is in its tokens. */
  public static final int MAX_NAME_CHARS = 256;

  private Tokens() {}

  public static String service(String service) {
    return "s\0" + name(service);
  }

  public static String operation(String service, String operation) {
    return "o\0" + name(service) + '\0' + name(operation);
  }

  /** Some span of the service has status {@code ERROR}. */
  public static String error(String service) {
    return "e\0" + name(service);
  }

  /** @param value as {@code model.AttributeTexts} writes it */
  public static String attribute(String service, String key, String value) {
    return "a\0" + name(service) + '\0' + clean(key) + '\0' + clean(value);
  }

  public static String resource(String key, String value) {
    return "r\0" + clean(key) + '\0' + clean(value);
  }

  /** The attribute {@code key} has a value somewhere in the fragment that is not indexed. */
  public static String unindexed(String key) {
    return "u\0" + name(key);
  }

  /**
   * As much of a service's or operation's name as its tokens have. Whoever stores a name to make
   * tokens of it later stores this: never half a surrogate pair, which no encoding would give back.
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
}
